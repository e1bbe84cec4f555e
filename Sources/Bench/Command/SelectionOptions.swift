internal import ArgumentParser
internal import CommandSupport
internal import TrialRows

/// The options that select cells and strategies, and say how often and how long they run.
struct SelectionOptions: ParsableArguments {
  @Option(help: "quick (at most 5 minutes) or full (at most 150).")
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "These strategies (default: the profile's, and those of other packages).",
      valueName: "a,b"))
  var strategies: String?

  @Option(help: ArgumentHelp("Only these scenarios.", valueName: "x,y"))
  var scenarios: String?

  @Option(help: "Blocks per cell: how often each strategy runs in it.")
  var blocks: Int?

  @Option(help: "Seed of every random choice (default: a new one each time).")
  var seed: UInt64?

  @Option(help: ArgumentHelp("Seconds of one trial, warm-up included.", valueName: "seconds"))
  var duration: Double?

  @Option(
    help: ArgumentHelp(
      "Set a block aside if other processes took more than this share of the machine meanwhile"
        + " (default: every block counts).",
      valueName: "share"))
  var disturbance: Double?

  var isEmpty: Bool {
    profile == nil && strategies == nil && scenarios == nil && blocks == nil && seed == nil
      && duration == nil && disturbance == nil
  }

  func request() throws(UsageError) -> RunRequest {
    var request = RunRequest()
    if let profile { request.profile = try Profile.named(profile) }
    request.strategies = strategies.map(\.commaSeparated)
    request.scenarios = scenarios.map(\.commaSeparated)
    request.blocks = blocks
    request.seed = seed
    request.seconds = duration
    request.disturbanceLimit = disturbance
    return request
  }
}
