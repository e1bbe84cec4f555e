internal import ArgumentParser
internal import Bench
package import CheckVerdicts
internal import CommandSupport
internal import Foundation
internal import Scenarios
internal import TrialRows

/// The command `check`: says whether the working tree has become slower than a revision.
package struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say whether the working tree is slower than a revision.",
    discussion: """
      Builds both, runs them in pairs of fresh processes in random order, and decides by the \
      intervals of the paired changes: a regression if one lies above +1 %, a pass if all lie \
      below +5 %, else inconclusive. A change that is flagged, or whose interval is too wide, is \
      measured once more, and only the fresh data count. Two controls run beside it: identical \
      arms, which must not be told apart, and an arm slowed down on purpose, which must be. The \
      chance that any verdict of a check is wrong is held to 0.2 %.

      Watched by default: `packed` and `mutex` in `sessions` at 10,000 sessions, few enough for a \
      minute. `--strategies all` watches every strategy and needs a larger budget; the check says \
      so if the budget is too small. Watched of each strategy: CPU and wall time per acquire and \
      release, context switches and futex waits; and, by exact limits, instructions per acquire \
      and release, and allocations. Builds are kept in .build-check/, named by their contents.

      Examples:
        guardbench check --base main
        guardbench check --base HEAD --strategies packed --budget 20s
        guardbench check --base v1.0 --scenarios sessions,echo --budget 5m --format json
        guardbench check --baseline results/baseline

      Exit codes: 0 pass, 1 failed, 2 usage, 3 regression, 4 inconclusive, 5 a control says that \
      the check is not to be trusted, 6 a strategy is wrong, 130 interrupted.
      """)

  @OptionGroup(title: "What to compare with")
  var arms: CheckArmsOptions

  @OptionGroup(title: "What to watch")
  var selection: CheckOptions

  @OptionGroup(title: "Axes (see `guardbench list`)")
  var axes: AxisOptions

  @Flag(help: "Accept a --baseline of another machine, kernel or build; the output says so.")
  var mixed = false

  @Option(help: "Output folder (default: a new one in results/).")
  var output: String?

  @Option(help: "text, json, markdown or junit.")
  var format = CheckFormat.text

  func run() throws {
    let (report, folder) = try finish()
    try Terminal.write(output: format.text(of: report))
    Terminal.complain("everything measured is in \(folder)")
    if report.result.outcome != .pass { throw CheckEnded(outcome: report.result.outcome) }
  }

  private func finish() throws -> (report: CheckReport, folder: String) {
    let source = try arms.chosen()
    if source == nil { try selection.requireNoneOfPairs() }
    if source != nil, mixed {
      throw UsageError.other("--mixed goes with --baseline: other checks measure both sides here")
    }
    var request = CheckRequest()
    try selection.fill(&request)
    request.settings = axes.settings
    warn(of: request.strategies.names ?? [])
    try request.requireAdmitted(Registry.contenders)
    let directory = output.map { CheckDirectory(path: $0) }
    let environment = try RunEnvironment.ofThisProgram(Registry.contenders)
    if let source {
      var progress = CheckProgressLine()
      defer { progress.end() }
      let check = try CheckRun(request, of: source, in: directory, environment)
      return (try check.finish(&progress), check.directory.path)
    }
    var progress = RunProgressLine()
    defer { progress.end() }
    let check = try BaselineCheck(
      request, against: arms.baseline ?? "", isMixtureWanted: mixed, in: directory, environment)
    return (try check.finish(&progress), check.directory.path)
  }

  /// Warns of names that this program does not know. Base may still have them, which the check
  /// finds out only after it has built both programs; a typing error should be seen at once.
  private func warn(of names: [String]) {
    for name in names {
      do {
        _ = try Registry.contenders.contender(named: name)
      } catch {
        Terminal.complain("guardbench: this program has no such strategy: \(error)")
      }
    }
  }
}

/// Ends the program after a check that has printed its result and did not pass.
package struct CheckEnded: Error {
  package let outcome: CheckOutcome
}

/// The format in which a check prints its result.
enum CheckFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, markdown, junit

  func text(of report: CheckReport) throws -> String {
    switch self {
    case .text: report.terminal(Terminal.style)
    case .json: String(decoding: try report.json(), as: UTF8.self)
    case .markdown: report.markdown
    case .junit: report.junit
    }
  }
}
