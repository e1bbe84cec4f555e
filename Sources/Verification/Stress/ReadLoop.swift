import ModelChecker

/// Notices a loop of a thread under stress that only reads, and always the same.
///
/// Each round of the loop makes the same few accesses, of one word or of several.
struct ReadLoop {
  /// Accesses of the longest round that is noticed.
  static let longest = 4
  /// How often a thread in a loop over several words yields before it reads them again. More than
  /// what a standstill takes to be certain.
  static let looks = 1000

  private struct Read: Equatable {
    let signature: UInt64
    let location: Int
    let answer: Value
  }

  /// The last accesses that read and wrote nothing, the latest last.
  private var latest: [Read] = []
  /// Accesses in a row that were made one round before, with the same answer.
  var repeatCount = 0
  /// Accesses of a round, while there are repetitions.
  private(set) var period = 1

  /// Takes in the thread's next access.
  mutating func note(_ operation: Operation, _ answer: Value) {
    guard operation.hasOnlyRead(answer) else {
      repeatCount = 0
      return latest.removeAll(keepingCapacity: true)
    }
    let read = Read(
      signature: operation.signature, location: operation.location, answer: answer)
    if repeatCount > 0, latest[latest.count - period] == read {
      repeatCount += 1
    } else if let distance = (1...Self.longest).first(where: { isRepeated(read, $0) }) {
      period = distance
      repeatCount = 1
    } else {
      repeatCount = 0
    }
    latest.append(read)
    if latest.count > Self.longest { latest.removeFirst() }
  }

  private func isRepeated(_ read: Read, _ distance: Int) -> Bool {
    latest.count >= distance && latest[latest.count - distance] == read
  }
}
