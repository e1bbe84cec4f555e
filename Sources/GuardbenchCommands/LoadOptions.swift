internal import ArgumentParser
internal import LoadGenerator
internal import TrialRows

/// The clients of a load and what they send.
struct LoadOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The server, over IPv4.", valueName: "host:port"))
  var connect: String?

  @Option(help: "Connections.")
  var connections = 64

  @Option(help: "Threads of the load generator.")
  var threads = 1

  @Option(help: "Messages in flight per connection (closed loop); 0 only listens.")
  var depth: Int?

  @Option(help: "Messages per second over all connections (open loop).")
  var rate: Double?

  @Option(
    help: ArgumentHelp(
      "Exit with 1 if less than this share of the messages that came due was answered.",
      valueName: "share"))
  var failBelow: Double?

  @Option(help: ArgumentHelp("Payload of a message.", valueName: "bytes"))
  var payload = 64

  @Option(
    help: ArgumentHelp(
      "Zipf's exponent of the choice of connections (open loop); 0 is uniform.", valueName: "s"))
  var skew = 0.0

  @Option(help: ArgumentHelp("Length of the measurement.", valueName: "seconds"))
  var duration = 2.0

  @Option(help: ArgumentHelp("Length of the warm-up before it.", valueName: "seconds"))
  var warmUp = 0.5

  @Option(
    help: ArgumentHelp("Connections made per second (default: all at once).", valueName: "rate"))
  var ramp: Double?

  @Option(help: ArgumentHelp("Fail unless the server has this token.", valueName: "hex"))
  var token: RunToken?

  @Flag(inversion: .prefixedNo, help: "Tell the server when the measurement begins and ends.")
  var marks = true

  @Flag(help: "At the end, read until no more pushes come.")
  var awaitPushes = false

  @Flag(help: "The server is an echo without frames; messages have the payload's length.")
  var raw = false

  @Option(help: "Seed of every random choice.")
  var seed: UInt64 = 1

  func plan() throws(UsageError) -> LoadPlan {
    guard let connect else { throw .other("--connect host:port is missing") }
    guard let colon = connect.lastIndex(of: ":"), colon > connect.startIndex,
      let port = UInt16(connect[connect.index(after: colon)...]), port > 0
    else { throw .other("--connect \(connect): expected host:port, as 127.0.0.1:7777") }
    if depth != nil, rate != nil {
      throw .other("--depth is a closed loop and --rate an open one; choose one")
    }
    if let failBelow {
      guard (0...1).contains(failBelow) else {
        throw .other("--fail-below \(failBelow): expected a share from 0 to 1")
      }
      guard rate != nil else { throw .other("--fail-below needs --rate: a closed loop has none") }
    }
    var plan = LoadPlan(port: port)
    plan.host = String(connect[..<colon])
    plan.connections = connections
    plan.threads = threads
    plan.depth = depth ?? 1
    plan.ratePerSecond = rate
    plan.payloadBytes = payload
    plan.skew = skew
    plan.durationSeconds = duration
    plan.warmUpSeconds = warmUp
    plan.rampPerSecond = ramp
    plan.token = token
    plan.marks = marks
    plan.awaitsPushes = awaitPushes || plan.loop == .listen
    plan.raw = raw
    plan.seed = seed
    return plan
  }
}
