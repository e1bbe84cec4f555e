internal import ArgumentParser
internal import CommandSupport

/// What is to be proved, and how far to go.
struct VerifyOptions: ParsableArguments {
  @Option(
    name: .customLong("strategy"), parsing: .singleValue,
    help: ArgumentHelp("Only this strategy; may be given several times.", valueName: "name"))
  var strategies: [String] = []

  @Option(
    name: .customLong("scenario"), parsing: .singleValue,
    help: ArgumentHelp("Only this scenario; may be given several times.", valueName: "name"))
  var scenarios: [String] = []

  @Option(
    name: .customLong("memory"), parsing: .singleValue,
    help: ArgumentHelp("Only this memory: sequential or release-acquire.", valueName: "name"))
  var memories: [String] = []

  @Flag(help: "Also draw executions of more threads, and weaken every order, one at a time.")
  var deep = false

  @Flag(help: "Also put the guards under stress on real threads.")
  var stress = false

  @Option(help: "What --deep and --stress draw from.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Give a search up after so many executions; it proves nothing.", valueName: "executions"))
  var limit: Int?

  /// Whether nothing was chosen.
  var isUnset: Bool {
    strategies.isEmpty && scenarios.isEmpty && memories.isEmpty && !deep && !stress && seed == 1
      && limit == nil
  }

  var request: VerifyRequest {
    var request = VerifyRequest()
    request.strategies = strategies.flatMap(\.commaSeparated)
    request.scenarios = scenarios.flatMap(\.commaSeparated)
    request.memories = memories.flatMap(\.commaSeparated)
    request.isDeep = deep
    request.isStressed = stress
    request.seed = seed
    request.executionLimit = limit
    return request
  }
}
