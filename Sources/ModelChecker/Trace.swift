/// An execution as text, step by step: a column per thread, and what each step did.
public struct Trace: Sendable, Codable {
  /// One operation of one thread.
  public struct Line: Sendable, Codable, Equatable {
    public let thread: Int
    /// What the code under test calls the access.
    public let site: String
    /// What it did, as a sentence that follows the thread's name.
    public let text: String
  }

  public let threads: [String]
  public let lines: [Line]

  init(threads: [String], lines: [Line]) {
    self.threads = threads
    self.lines = lines
  }

  init(_ machine: Machine) {
    threads = (0..<machine.threadCount).map(machine.name)
    var counts = threads.map { _ in 0 }
    var lines: [Line] = []
    for index in 0..<machine.state[0].journalCount {
      let entry = machine.journal[index]
      let answer = machine.log[entry.thread * Limits.log + counts[entry.thread]]
      counts[entry.thread] += 1
      if entry.operation.kind == .count { continue }
      lines.append(Line(entry.thread, entry.operation, entry.told(answer)))
    }
    for thread in threads.indices where machine.threads[thread].pending.isGuarded {
      let operation = machine.threads[thread].pending
      if !machine.isEnabled(thread) {
        lines.append(Line(thread, operation, operation.toldBlocked))
      }
    }
    self.lines = lines
  }
}

extension Trace.Line {
  fileprivate init(_ thread: Int, _ operation: Operation, _ text: String) {
    self.thread = thread
    site = operation.site.description
    self.text = text
  }
}

extension Trace: CustomStringConvertible {
  public var description: String {
    let widths = threads.indices.map { thread in
      let sites = lines.filter { $0.thread == thread }.map(\.site.count)
      return max(threads[thread].count, sites.max() ?? 0) + 2
    }
    func row(_ number: String, _ cells: [String], _ text: String) -> String {
      let start = String(repeating: " ", count: max(0, 3 - number.count)) + number + "  "
      let columns = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
      let line = start + columns.joined() + text
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    var rows = [row("", threads, "")]
    var index = 0
    while index < lines.count {
      let (period, count) = repetition(at: index)
      for place in index..<index + period {
        let line = lines[place]
        let cells = threads.indices.map { $0 == line.thread ? line.site : "" }
        rows.append(row("\(place + 1)", cells, line.text))
      }
      index += period * count
      if count > 1 {
        let what = period == 1 ? "line" : "\(period) lines"
        let folded = "… the same \(what), \(count - 1) times more"
        rows.append(row("", threads.map { _ in "" }, folded))
      }
    }
    return rows.joined(separator: "\n")
  }

  /// How many lines are repeated at once from here on, and how often they stand there; one line,
  /// once, if fewer than three rounds would be folded away.
  private func repetition(at index: Int) -> (period: Int, count: Int) {
    for period in 1...4 {
      var count = 1
      while isSame(index, index + period * count, period) { count += 1 }
      if count > 3 { return (period, count) }
    }
    return (1, 1)
  }

  /// Whether so many lines are alike but for their numbers.
  private func isSame(_ first: Int, _ second: Int, _ count: Int) -> Bool {
    second + count <= lines.count
      && (0..<count).allSatisfy { lines[first + $0].isLike(lines[second + $0]) }
  }
}

extension Trace.Line {
  /// Whether another line says the same, whatever the numbers in it.
  fileprivate func isLike(_ other: Trace.Line) -> Bool {
    thread == other.thread && site == other.site
      && text.filter { !$0.isHexDigit } == other.text.filter { !$0.isHexDigit }
  }
}
