internal import ArgumentParser
internal import LoadGenerator
internal import Scenarios
internal import TrialRows

/// The server: its strategy, address, size and limits.
struct ServeOptions: ParsableArguments {
  @Option(help: "The strategy that guards the sessions (see `guardbench list`).")
  var strategy = "packed"

  @Option(help: "The IPv4 address to listen on; 0.0.0.0 for all.")
  var host = "127.0.0.1"

  @Option(help: "The port to listen on; 0 for a free one.")
  var port: UInt16 = 0

  @Option(help: "Reactor threads.")
  var reactors = 1

  @Option(help: "Which reactor serves a session: owned (its own) or shared (any of them).")
  var topology = "owned"

  @Option(help: "Sessions at once; owned: shared equally by the reactors. Further clients wait.")
  var slots = 1024

  @Option(help: "Which thread writes a push: direct (its own) or deferred (the reactor).")
  var flush = "direct"

  @Option(help: ArgumentHelp("The longest payload that is accepted.", valueName: "bytes"))
  var maxPayload = 8192

  @Option(
    help: ArgumentHelp(
      "Bytes that may wait for one client before it is disconnected as too slow.",
      valueName: "bytes"))
  var queueBytes = 128 * 1024

  @Option(help: ArgumentHelp("Drain after this time, without SIGTERM.", valueName: "seconds"))
  var duration: Double?

  @Option(
    help: ArgumentHelp("How long sessions may take to end while draining.", valueName: "seconds"))
  var grace = 2.0

  @Option(
    help: ArgumentHelp("The run's token, for clients (default: a random one).", valueName: "hex"))
  var token: RunToken?

  @Option(help: "Seed of every random choice.")
  var seed: UInt64 = 1

  func plan() throws(UsageError) -> ServePlan {
    var plan = ServePlan(strategy: strategy)
    plan.host = host
    plan.port = port
    plan.reactors = reactors
    plan.slots = slots
    try plan.setFlush(flush)
    try plan.setTopology(topology)
    plan.maximumPayload = maxPayload
    plan.queueBytes = queueBytes
    plan.seconds = duration
    plan.graceSeconds = grace
    plan.token = token
    plan.seed = seed
    return plan
  }
}
