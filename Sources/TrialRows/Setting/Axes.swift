public import Tables

/// The table of axes. **A new axis gets one line here.**
///
/// Its property is the name of the value in code, in plans and in a trial's JSON. The line has the
/// name of the axis on the command line and in cells' names, its column in tables, its values, and
/// their meaning.
public struct Axes: RecordTable {
  public typealias Definition = Axis
  public static let fields = Axes()
  public static let list = declared()

  // The limits of slots and ports are those of 32 and 16 bits with some room. With a Zipf exponent
  // beyond 4 nearly all operations go to one session. Work of a second is as long as a trial.

  public let sessions = Whole(
    "sessions", "sessions_count", .count, Limits(1...50_000_000), "sessions in the table",
    column: "Sessions in the table; missing for a server, whose sessions are its connections.",
    summary: "Sessions in the table; not of a server.")
  public let threads = Whole(
    "threads", "threads_count", .count, Limits(1...1024),
    "threads that acquire; reactors of a server",
    column: "Threads that acquire, or reactors of a server.")
  public let connections = Whole(
    "connections", "connections_count", .count, Limits(1...1_000_000), "connections of the load",
    column: "Connections held by the load.")
  public let depth = Whole(
    "depth", "depth_count", .count, Limits(1...65_536),
    "messages under way per connection (closed loop)")
  public let ratePerSecond = Real(
    "rate", "rate_per_s", .perSecond, .optionalRate(of: "messages", upTo: 1e9),
    "messages due per second (open loop); 0 is a closed loop",
    column: "Messages due per second (open loop).")
  public let skew = Real(
    "skew", "skew", nil, Limits(0...4), "Zipf's exponent of the targets; 0 is uniform", in: .skew)
  public let payloadBytes = Whole(
    "payload", "payload_bytes", .bytes, Limits(1...65_535), "bytes of one message",
    column: "Payload of one message.")
  public let holdNanoseconds = Whole(
    "hold", "hold_ns", .nanoseconds, Limits(0...999_999_999), "work under each lease, in ns",
    column: "Work done under each lease.")
  public let thinkNanoseconds = Whole(
    "think", "think_ns", .nanoseconds, Limits(0...999_999_999), "work between two leases, in ns",
    column: "Work done between two leases.")
  public let batch = Whole(
    "batch", "batch_count", .count, Limits(1...65_536),
    "sessions that one call lends or closes; 1 is each by itself")
  public let closeRatio = Real(
    "close", "close_ratio", .ratio, .share, "share of operations that close a session",
    in: .share)
  public let staleRatio = Real(
    "stale", "stale_ratio", .ratio, .share,
    "share of operations that name a session of the past", in: .share,
    summary: "Share of operations on a session of the past.")
  public let senders = Whole(
    "senders", "senders_count", .count, Limits(1...1024), "threads outside the reactors that send")
  public let flush = Field<Axis, String>(
    "flush", "flush", ["direct", "deferred"],
    "who writes an outside thread's message: direct or deferred")
  public let hotSetRatio = Real(
    "hotset", "hot_set_ratio", .ratio, .share,
    "share of sends to the hot set, one session in a hundred; 0 is none", in: .share,
    column: "Share of operations on the hot set: one session in a hundred.")
  public let ownRatio = Real(
    "own", "own_ratio", .ratio, .share,
    "share of sends to the sending thread's own part of the sessions", in: .share,
    column: "Share of operations on the thread's own part of the sessions.")
  public let stallNanoseconds = Whole(
    "stall", "stall_ns", .nanoseconds, Limits(1...999_999_999),
    "how long a thread stops inside a lease, and then stays away, in ns",
    column: "Time that a thread stops inside each of its leases.")
  public let topology = Field<Axis, String>(
    "topology", "topology", ["owned", "shared"],
    "which reactor serves a session: owned (its own) or shared (any)")
}
