import ModelChecker
import SessionGuards

/// One slot's session in plain memory of the heap, allocated when the slot is opened.
///
/// Under a sanitizer it is freed when it is reclaimed, so that the address sanitizer sees each
/// later use. Otherwise freeing would show nothing, and a guard that is not right would run
/// through the heap: the memory is marked dead, and stays until the play was audited.
@safe final class HeapPlace: @unchecked Sendable {
  // Safe: that threads meet here only as they may is what a guard promises and the stress judges.

  struct Payload: ~Copyable {
    /// 0 when it was torn down.
    var generation: UInt64
    /// The thread that works in it, where a guard excludes others.
    var user: UInt64 = 0
    let delivered = HardwareWord(0)

    init(_ generation: UInt64) { self.generation = generation }
  }

  /// Where the session lives: plain memory too. After a teardown it still points there.
  private let home: UnsafeMutablePointer<UnsafeMutablePointer<Payload>?>
  /// What was allocated and not freed yet.
  private var kept: [UnsafeMutablePointer<Payload>]
  /// The last generation that was reclaimed.
  let reclaimed = DelayedWord(0)

  init() {
    unsafe kept = []
    unsafe home = .allocate(capacity: 1)
    unsafe home.initialize(to: nil)
  }

  deinit {
    // Safe: no thread plays here any more.
    while let payload = unsafe kept.popLast() { unsafe HeapPlace.free(payload) }
    unsafe home.deallocate()
  }

  private static var freesAtOnce: Bool {
    #if THREAD_SANITIZER || ADDRESS_SANITIZER
    true
    #else
    false
    #endif
  }

  private static func free(_ payload: UnsafeMutablePointer<Payload>) {
    unsafe payload.deinitialize(count: 1)
    unsafe payload.deallocate()
  }
}

// The session, as threads that the guard let in find it.
extension HeapPlace {
  var generation: UInt64 { unsafe home.pointee?.pointee.generation ?? 0 }

  func prepare(_ generation: UInt32) {
    let payload = UnsafeMutablePointer<Payload>.allocate(capacity: 1)
    unsafe payload.initialize(to: Payload(UInt64(generation)))
    unsafe kept.append(payload)
    unsafe home.pointee = payload
  }

  /// Ends the session, and returns how many messages it has got.
  func clear() -> UInt64 {
    guard let payload = unsafe home.pointee else { return 0 }
    // Relaxed: the guard orders every delivery before this.
    let count = unsafe payload.pointee.delivered.load(.relaxed, "reclaim.delivered")
    unsafe payload.pointee.generation = 0
    if HeapPlace.freesAtOnce { unsafe HeapPlace.free(kept.removeLast()) }
    return count
  }

  func claim(for user: UInt64) { unsafe home.pointee!.pointee.user = user }

  var user: UInt64 { unsafe home.pointee!.pointee.user }

  func deliver() {
    // Relaxed: a count; the release of the lease hands it to the teardown.
    _ = unsafe home.pointee!.pointee.delivered.add(1, .relaxed, "session.delivered")
  }

  /// How many messages wait in a living session.
  var waitingCount: UInt64 {
    guard unsafe HeapPlace.freesAtOnce ? !kept.isEmpty : true, let payload = unsafe home.pointee,
      unsafe payload.pointee.generation != 0
    else { return 0 }
    // Relaxed: the threads have met since.
    return unsafe payload.pointee.delivered.load(.relaxed, "total.waiting")
  }
}
