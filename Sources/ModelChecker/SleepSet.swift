/// The threads whose pending operation need not be tried, and for which messages.
struct SleepSet {
  private var lanes: UInt64 = 0

  var isEmpty: Bool { lanes == 0 }

  func isAwake(_ thread: Int) -> Bool { lane(thread) == 0 }

  /// Lets the thread sleep for all messages before this one.
  mutating func put(_ thread: Int, until message: Int) {
    let shift = UInt64(thread) * 8
    lanes = lanes & ~(0xFF &<< shift) | UInt64(message) &<< shift
  }

  mutating func wake(_ thread: Int) { put(thread, until: 0) }

  /// The oldest message for which the thread's operation is to be tried.
  func oldest(_ thread: Int, _ machine: Machine) -> Int {
    max(lane(thread), machine.oldestChoice(thread))
  }

  private func lane(_ thread: Int) -> Int { Int(lanes &>> (UInt64(thread) * 8) & 0xFF) }
}

extension Machine {
  /// Whether the conditional operation would write, reading that message.
  func succeeds(_ operation: Operation, _ index: Int) -> Bool {
    guard index == newest[operation.location] else { return false }
    if operation.kind == .wake { return !sleepers(operation.location, index).isEmpty }
    return messages[first(operation.location) + index].value == operation.expected
  }

  /// The queue of the word as it was with that message.
  func sleepers(_ location: Int, _ index: Int) -> Sleepers {
    Sleepers(messages[first(location) + index].second)
  }

  /// The step that wrote the message, counted from 1; 0 for the first message.
  func writer(_ location: Int, _ index: Int) -> Int {
    Int(messages[first(location) + index].step)
  }
}
