/// Where a search stands, written step by step into memory that another process can read.
///
/// Code under test may end its process. Another process then reads here how far the search had
/// come, and the schedule of the execution that was under way.
@safe
public struct SearchTrail: @unchecked Sendable {
  // Safe: one thread writes; a reader in another process only prints what it finds.

  /// The trail of the searches that this task begins; none outside a worker.
  @TaskLocal public static var current: SearchTrail?

  /// How much memory it takes.
  public static let byteCount = 4096
  private static let depthOffset = 8
  private static let startedOffset = 9
  private static let placesOffset = 16
  private static let chapterOffset = 32
  private static let stepsOffset = 256
  private static let longestChapter = 200

  private let base: UnsafeMutableRawPointer

  /// Uses memory of `byteCount` zeros that stays as long as any search runs.
  public init(_ base: UnsafeMutableRawPointer) { unsafe self.base = base }

  /// How often anything was noted; while it changes, the code under test makes progress.
  public var progress: UInt64 { unsafe base.load(as: UInt64.self) }

  /// Notes that the work goes on.
  public func advance() {
    unsafe base.storeBytes(of: progress &+ 1, as: UInt64.self)
  }

  /// Says what is about to be done, in a few words.
  public func begin(_ chapter: String) {
    advance()
    put(0, 0, Self.depthOffset)
    let bytes = chapter.utf8.prefix(Self.longestChapter)
    for (offset, byte) in bytes.enumerated() { put(byte, offset, Self.chapterOffset) }
    put(0, bytes.count, Self.chapterOffset)
  }

  /// Says by which participants the parts of the program are played.
  public func place(_ places: [Int]) {
    for index in 0..<Limits.threads {
      put(index < places.count ? UInt8(places[index] + 1) : 0, index, Self.placesOffset)
    }
  }

  /// Says that the program is being set up, or that its threads begin.
  func start(_ hasStarted: Bool) {
    put(0, 0, Self.depthOffset)
    put(hasStarted ? 1 : 0, 0, Self.startedOffset)
    advance()
  }

  /// Says that the thread takes a step, at that depth of the execution.
  @inline(__always)
  func step(_ depth: Int, _ thread: Int, behind: Int) {
    put(UInt8(truncatingIfNeeded: thread), depth * 2, Self.stepsOffset)
    put(UInt8(truncatingIfNeeded: behind), depth * 2 + 1, Self.stepsOffset)
    put(UInt8(truncatingIfNeeded: depth + 1), 0, Self.depthOffset)
    advance()
  }

  @inline(__always)
  private func put(_ byte: UInt8, _ index: Int, _ offset: Int) {
    // Safe: every offset and index lies within `byteCount`.
    unsafe base.storeBytes(of: byte, toByteOffset: offset + index, as: UInt8.self)
  }

  private func byte(_ index: Int, _ offset: Int) -> UInt8 {
    // Safe: as above.
    unsafe base.load(fromByteOffset: offset + index, as: UInt8.self)
  }
}

// What is read.
extension SearchTrail {
  /// What was done last, in a few words; empty if nothing was said.
  public var chapter: String {
    let bytes = (0...Self.longestChapter).lazy.map { byte($0, Self.chapterOffset) }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  public var places: [Int] {
    (0..<Limits.threads).map { Int(byte($0, Self.placesOffset)) }.prefix { $0 > 0 }.map { $0 - 1 }
  }

  /// Whether the program's threads had begun.
  public var hasStarted: Bool { byte(0, Self.startedOffset) == 1 }

  /// The steps of the execution that is under way.
  public var schedule: Schedule {
    Schedule(
      steps: (0..<Int(byte(0, Self.depthOffset))).map {
        Schedule.Step(
          thread: Int(byte($0 * 2, Self.stepsOffset)) % Limits.threads,
          behind: Int(byte($0 * 2 + 1, Self.stepsOffset)))
      })
  }
}
