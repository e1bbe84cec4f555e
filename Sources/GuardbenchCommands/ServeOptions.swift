internal import ArgumentParser
internal import LoadGenerator
internal import Scenarios
internal import TrialRows

/// What the server is like.
struct ServeOptions: ParsableArguments {
  @Option(help: "What guards the sessions (see `guardbench list`).")
  var strategy = "packed"

  @Option(help: "The IPv4 address to listen on; 0.0.0.0 for all.")
  var host = "127.0.0.1"

  @Option(help: "The port to listen on; 0 for a free one.")
  var port: UInt16 = 0

  @Option(help: "Threads that serve, each with sessions of its own.")
  var reactors = 1

  @Option(help: "Sessions at once, an equal share for each reactor; more of its clients wait.")
  var slots = 1024

  @Option(help: "Who writes an outside thread's message: direct or deferred.")
  var flush = "direct"

  @Option(help: ArgumentHelp("The longest payload that is accepted.", valueName: "bytes"))
  var maxPayload = 8192

  @Option(
    help: ArgumentHelp(
      "What may wait for one client before it is disconnected as too slow.", valueName: "bytes"))
  var queueBytes = 128 * 1024

  @Option(help: ArgumentHelp("Drain by itself after this time.", valueName: "seconds"))
  var duration: Double?

  @Option(help: ArgumentHelp("How long sessions may take to end.", valueName: "seconds"))
  var grace = 2.0

  @Option(
    help: ArgumentHelp("What clients know this run by; drawn anew if left out.", valueName: "hex"))
  var token: RunToken?

  @Option(help: "What every random choice is drawn from.")
  var seed: UInt64 = 1

  func plan() throws(UsageError) -> ServePlan {
    var plan = ServePlan(strategy: strategy)
    plan.host = host
    plan.port = port
    plan.reactors = reactors
    plan.slots = slots
    try plan.setFlush(flush)
    plan.maximumPayload = maxPayload
    plan.queueBytes = queueBytes
    plan.seconds = duration
    plan.graceSeconds = grace
    plan.token = token
    plan.seed = seed
    return plan
  }
}
