import Reactor

/// The runs in flight of every connection, each in a ring of its own.
struct RunRings: ~Copyable {
  private let runs: Slab<Run>
  private let mask: UInt32

  /// Makes room for `limit` unanswered messages per connection, each of them a run at worst.
  init(connections: Int, limit: Int) throws(Errno) {
    let width = limit.roundedUpToPowerOfTwo
    runs = try Slab(count: connections, width: width)
    mask = UInt32(width - 1)
  }

  /// Notes the messages of a connection up to its sequence `end` as sent together.
  @inline(__always)
  func append(_ connection: Int, _ flow: inout Flow, due: UInt64, sent: UInt64, end: UInt64) {
    precondition(flow.nextRun &- flow.firstRun <= mask, "every run holds a message in flight")
    // Safe: masked to the ring's width.
    unsafe (runs[connection] + Int(flow.nextRun & mask)).pointee =
      Run(due: due, sent: sent, end: end)
    flow.nextRun &+= 1
  }

  /// Takes messages off the oldest run of a connection, none behind the sequence `end`; returns the
  /// run and how many there were. Some must be in flight.
  @inline(__always)
  func take(_ connection: Int, _ flow: inout Flow, upTo end: UInt64) -> (run: Run, count: UInt64) {
    precondition(flow.nextRun != flow.firstRun, "what is in flight lies in a run")
    // Safe: masked to the ring's width.
    let run = unsafe (runs[connection] + Int(flow.firstRun & mask)).pointee
    let last = min(run.end, end)
    let count = last &- flow.answered
    flow.answered = last
    if last == run.end { flow.firstRun &+= 1 }
    return (run, count)
  }
}
