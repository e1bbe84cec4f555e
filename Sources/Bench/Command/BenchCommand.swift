internal import ArgumentParser
internal import CommandSupport
internal import Foundation
internal import Probe
internal import Proof
internal import TrialRows
internal import Trials

/// The command `bench`: begins a run, or resumes one.
package struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract:
      "Run scenarios under every strategy and say which is cheaper, and whether it matters.",
    discussion: """
      Examples:
        guardbench bench
        guardbench bench --strategies mutex,packed --scenarios sessions --sessions 1,100,10000
        guardbench bench --profile full --output results/reference
        guardbench bench --resume results/reference

      An axis takes several values, separated by commas: every combination is run. Every trial \
      writes one row of samples.csv in the run's folder; nothing is overwritten.
      """)

  @OptionGroup(title: "What to run")
  var selection: SelectionOptions

  @OptionGroup(title: "Axes (see `guardbench list`)")
  var axes: AxisOptions

  @Option(help: "Output folder. If it holds this run, interrupted, the run is resumed.")
  var output: String?

  @Option(help: ArgumentHelp("Resume the interrupted run of this folder.", valueName: "dir"))
  var resume: String?

  @Flag(help: "Resume although the program or the machine has changed; run.json records it.")
  var mixed = false

  @OptionGroup(title: "Certificates")
  var certificates: CertificateOptions

  @Option(help: "text or json.")
  var format = OutputFormat.text

  func validate() throws {
    guard resume != nil else { return }
    if output != nil || !selection.isEmpty || !axes.settings.isEmpty {
      throw ValidationError(
        "--resume takes everything but --format, --mixed and --certificates from the folder's"
          + " plan.json; leave the others out")
    }
  }

  func run() throws {
    var progress = RunProgressLine()
    defer { progress.end() }
    let result = try begin().finish(&progress)
    progress.end()
    switch format {
    case .text: try Terminal.say(result.report.terminal(Terminal.style))
    case .json: try Terminal.say(OutputFormat.json(result.output))
    }
    Terminal.complain("everything measured is in \(result.directory.path)")
    if result.countsNothing {
      throw RunFailure.failed(
        "no block of \(result.directory.path) counts, so it compares nothing; why stands in its"
          + " samples.csv (invalid_reason)")
    }
  }

  private func environment(_ plan: RunPlan) throws -> RunEnvironment {
    var environment = try RunEnvironment.ofThisProgram(Registry.contenders)
    environment.verification = try certificates.verification(
      of: Registry.contenders, among: plan.strategies)
    return environment
  }

  private func resume(_ directory: RunDirectory) throws -> BenchRun {
    let environment = try environment(directory.storedPlan())
    return try BenchRun(resuming: directory, isMixtureWanted: mixed, environment)
  }

  private func begin() throws -> BenchRun {
    let contenders = Registry.contenders
    if let resume { return try self.resume(RunDirectory(path: resume)) }
    var request = try selection.request()
    request.settings = axes.settings
    let stopped = output.map { RunDirectory(path: $0) }.flatMap { $0.holdsRun ? $0 : nil }
    if let stopped {
      try stopped.admit(request, contenders)
      return try self.resume(stopped)
    }
    let plan = try request.plan(contenders)
    try plan.fit(.current())
    let directory =
      output.map { RunDirectory(path: $0) } ?? .standard(seed: plan.seed, at: Date())
    return try BenchRun(beginning: plan, in: directory, environment(plan))
  }
}
