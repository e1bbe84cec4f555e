public import Reactor
public import SessionGuards
public import Synchronization

/// Says which thread may write to a session's socket: one at a time, and no thread waits for it.
///
/// The word counts requests since it was last free; zero is free. The thread that adds the first
/// request is the writer until it sets the word back to zero. Every other thread has left a mark by
/// adding, and goes away.
///
///     63 ........ 48            | 47 ......... 0
///     requests of the reactor   | requests of other threads
///
/// **No message is forgotten.** A thread first commits its entry to the ring, and then requests.
/// Every change of the word is a read-modify-write with acquire and release, so each reads its
/// predecessor in the word's order, and a thread that reads a value has seen what all the requests
/// counted in it committed before. Now:
///
/// 1. A request that finds zero makes its thread the writer, which looks at the ring after it.
/// 2. A request that finds another value is counted in what the writer must replace by zero. `free`
///    does that only from the value the writer knew *before* its last look at the ring: its own
///    request, or the value that an earlier, failed `free` acquired. If one more request has come,
///    the exchange fails, and the writer knows the new value and looks again.
/// 3. A writer that has looked often enough, or meets a request of the reactor, whose backlog it
///    cannot write, abandons: it sets zero whatever stands there and then schedules the reactor
///    (`SessionSlab.schedule`), which requests and looks itself. So no writer depends on how many
///    others keep requesting.
/// 4. A look ends early only when the kernel takes no more, and then the edge of `EPOLLOUT` brings
///    the reactor, which requests and looks; or when the connection has failed, and then the
///    reactor is told by the kernel, closes, and counts the rest as lost. That edge may come while
///    the writer still holds the word: then the reactor's request stands in what the writer
///    replaces, and 3 holds. The same is true of a session whose welcome is not out: no look is
///    taken, and the reactor requests and looks when it is.
/// 5. The reactor that finds another writer leaves its bytes in the backlog; by 3 it is scheduled.
///    When it abandons itself, it puts the slot on its own work list, or waits for the edge.
///
/// A shutdown that a disconnect leaves to the writer is no different: it is marked in the session
/// and then requested. A writer that finds the mark before a look shuts down after it, as that look
/// has met all that the disconnecting thread queued. A writer that does not find it yet is
/// requested, and looks again; where a writer abandons, the reactor looks, for the mark as well.
///
/// An entry behind a reservation that is not committed yet cannot be written; its thread
/// commits and requests later, and then both go. The writer never waits for it.
@frozen @usableFromInline
struct WriterWord: ~Copyable {
  @usableFromInline let requests = Atomic<UInt64>(0)

  @inlinable
  init() {}

  /// One request of another thread. 2⁴⁸ of them while one writer looks would be taken for a request
  /// of the reactor, which is one needless look.
  @inlinable static var outside: UInt64 { 1 }
  /// One request of the session's reactor.
  @inlinable static var reactor: UInt64 { 1 << 48 }

  /// Requests; reports whether the caller is the writer now.
  @inlinable
  func request(_ weight: UInt64) -> Bool {
    // Acquire: pairs with the release in the last `free` or `abandon`; sees the ring, the cut marks
    // and the backlog as the last writer left them. Release: pairs with the acquire in `free` and
    // `abandon`; shows the writer what this thread committed.
    requests.wrappingAdd(weight, ordering: .acquiringAndReleasing).oldValue == 0
  }

  /// Sets the word free if it still holds `known`; otherwise learns what it holds.
  @inlinable
  func free(from known: inout UInt64) -> Bool {
    // Release: pairs with the acquire of the next writer's `request`. Acquire, also when it fails:
    // pairs with the release of the requests that have come meanwhile, whose entries the next look
    // must see.
    let (exchanged, original) = requests.compareExchange(
      expected: known, desired: 0, ordering: .acquiringAndReleasing)
    known = original
    return exchanged
  }

  /// Sets the word free whatever it holds, and returns what that was; the caller then sees to it
  /// that the reactor looks.
  @inlinable
  func abandon() -> UInt64 {
    // Release: as in `free`. Acquire: pairs with the requests it swallows; the push that schedules
    // the reactor follows, hence the reactor sees what they committed.
    requests.exchange(0, ordering: .acquiringAndReleasing)
  }
}

// MARK: - The loop

/// What one look at a session's output came to.
@frozen @usableFromInline
enum Progress {
  /// Everything that was committed is written.
  case drained
  /// More is there than one look takes.
  case more
  /// The kernel takes no more: an edge of `EPOLLOUT` will come.
  case blocked
  /// Only the reactor may write now, and it will.
  case reactorOnly
  /// The connection is broken: an event will tell the reactor.
  case failed

  /// Whether another look would write nothing.
  @inlinable var isStuck: Bool {
    switch self {
    case .drained, .more: false
    case .blocked, .reactorOnly, .failed: true
    }
  }
}

/// One thread's turn as the writer of a session, from its request to where the word is free again.
///
/// `while turn.goesOn(after: look(slot)) {}` is the loop of every thread that writes. It is not a
/// function that is handed the look: the compiler would leave that out of line.
@frozen @usableFromInline @safe
struct WriterTurn {
  // Safe: the slab outlives every turn, which lasts for one call.
  @usableFromInline let record: UnsafePointer<SharedRecord>
  @usableFromInline let requester: UInt64
  /// What the word held before the coming look.
  @usableFromInline var known: UInt64
  @usableFromInline var looks = 0
  /// What the last look came to.
  @usableFromInline var progress = Progress.drained
  /// Whether a shutdown was left to the writer before the last look; where the turn was abandoned,
  /// whether one is left now.
  @usableFromInline var isShutdownDue: Bool
  /// What the word held when the turn was abandoned; nil if every request has had a look behind it.
  @usableFromInline var abandoned: UInt64?

  /// How often a thread looks, on its own behalf and others', before it leaves the rest to the
  /// reactor. Its own entries are written in the first look, unless one before them is not
  /// committed.
  @inlinable static var mostLooks: Int { 2 }

  /// Requests the word; nil if another thread is the writer, which the request tells.
  @inlinable @inline(__always)
  init?(_ record: UnsafePointer<SharedRecord>, as requester: UInt64) {
    guard unsafe record.pointee.writer.request(requester) else { return nil }
    unsafe self.record = unsafe record
    self.requester = requester
    known = requester
    isShutdownDue = unsafe record.pointee.isShutdownDue
  }

  /// Frees the word after a look, or abandons it; returns whether the caller is to look again.
  @inlinable @inline(__always)
  mutating func goesOn(after progress: Progress) -> Bool {
    self.progress = progress
    looks &+= 1
    if progress != .more, unsafe record.pointee.writer.free(from: &known) { return false }
    let isReactorWaiting = known &- requester >= WriterWord.reactor
    let isLast = progress.isStuck || isReactorWaiting || looks == Self.mostLooks
    if isLast { abandoned = unsafe record.pointee.writer.abandon() }
    isShutdownDue = unsafe record.pointee.isShutdownDue
    return !isLast
  }
}

// MARK: - What every thread can write

/// Writes the rings of sessions, on behalf of one thread.
@frozen @usableFromInline @safe
struct SessionWriter<Guard: SessionGuard & ~Copyable, P: Port>: ~Copyable
where Guard.Fault == Never {
  @usableFromInline let access: SessionAccess<Guard, P>
  // Safe: allocated and freed here, used by one thread. Frames are joined in it for one write.
  @usableFromInline let stage: UnsafeMutableRawBufferPointer

  @usableFromInline
  init(_ access: SessionAccess<Guard, P>) {
    self.access = access
    // Room for any frame, and for as many small ones as a write takes well.
    let byteCount = max(16 * 1024, access.slab.maximumPayload + 2)
    unsafe stage = .allocate(byteCount: byteCount, alignment: 64)
  }

  @inlinable
  deinit {
    unsafe stage.deallocate()
  }

  /// Writes what the ring holds, if no other thread is writing, and shuts down if that is due.
  /// Returns whether the reactor must be woken.
  @inlinable
  borrowing func flush(_ slot: Slot) -> Bool {
    guard var turn = unsafe WriterTurn(access.slab.shared(slot), as: WriterWord.outside) else {
      return false
    }
    while turn.goesOn(after: look(slot)) {}
    if let word = turn.abandoned {
      // Stuck: the kernel brings the reactor for the ring, but not for a request of its own, which
      // may have been the answer to that very edge, and not for a shutdown.
      let isBrought = turn.progress.isStuck && word < WriterWord.reactor && !turn.isShutdownDue
      return isBrought && !access.slab.isShared ? false : access.slab.schedule(slot)
    }
    // With `Topology.shared` no edge comes before a reactor has armed the descriptor for it.
    if turn.progress.isStuck, access.slab.isShared { return access.slab.schedule(slot) }
    if turn.isShutdownDue, turn.progress == .reactorOnly { return access.slab.schedule(slot) }
    access.shutDown(slot, after: turn)
    return false
  }

  @inlinable @inline(__always)
  borrowing func look(_ slot: Slot) -> Progress {
    unsafe access.slab.shared(slot).pointee.isReactorOnly ? .reactorOnly : lookAtRing(slot)
  }

  /// Writes one stageful of the ring; the caller is the writer.
  @inlinable @inline(never)
  borrowing func lookAtRing(_ slot: Slot) -> Progress {
    let slab = access.slab
    let holder = unsafe slab.shared(slot).pointee.holder
    let reading = OutboundRing.Reading(
      slot: slot, generation: holder.generation, strays: slab.strays)
    let staged = unsafe slab.ring(slot).copyFrames(to: stage, reading)
    var written = 0
    if staged > 0 {
      access.counters.add(.ringWrites)
      do {
        let frames = unsafe UnsafeRawBufferPointer(rebasing: stage[..<staged])
        written = try unsafe access.port.write(holder.fd, frames) ?? 0
      } catch {
        unsafe slab.shared(slot).pointee.noteFailedWrite()
        return .failed
      }
    }
    let isMore = slab.ring(slot).consume(written, reading, access.log)
    if written < staged { return .blocked }
    return isMore && staged > 0 ? .more : .drained
  }
}
