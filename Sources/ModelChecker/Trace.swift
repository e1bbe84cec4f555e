/// An execution, told step by step, a column per thread.
public struct Trace: Sendable {
  /// One operation of one thread.
  public struct Line: Sendable {
    public let thread: Int
    public let site: String
    public let text: String
  }

  public let threads: [String]
  public let lines: [Line]

  init(_ machine: Machine) {
    threads = (0..<machine.threadCount).map(machine.name)
    var counts = threads.map { _ in 0 }
    lines = (0..<machine.state[0].journalCount).compactMap { index in
      let entry = machine.journal[index]
      let answer = machine.log[entry.thread * Limits.log + counts[entry.thread]]
      counts[entry.thread] += 1
      guard entry.operation.kind != .count else { return nil }
      return Line(
        thread: entry.thread, site: entry.operation.site.description,
        text: entry.told(answer))
    }
  }
}

extension Entry {
  /// The operation as a sentence that follows its thread's name.
  fileprivate func told(_ answer: Value) -> String { "\(operation.kind) \(answer.first)" }
}
