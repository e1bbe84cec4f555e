internal import ArgumentParser
internal import CommandSupport

/// What to prove, and how far to search.
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

  @Flag(help: "Also draw executions of more threads at random, and weaken each order alone.")
  var deep = false

  @Flag(help: "Also put the guards under stress on real threads.")
  var stress = false

  @Option(help: "Seed of the random choices of --deep and --stress.")
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Give a search up after so many executions; it then proves nothing.",
      valueName: "executions"))
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
