public import ArgumentParser
internal import Bench
internal import Check
internal import CommandSupport
internal import Glibc
internal import History
internal import Probe
internal import Proof
public import Scenarios

/// The command `guardbench`, for this package's program and for programs that add guards of their
/// own:
///
///     var contenders = Contenders.standard
///     contenders.add(MyGuard<HardwareWord>.self, model: MyGuard<ModelWord>.self)
///     GuardbenchCommand.main(contenders)
///
/// The program starts itself again for every trial, so it must pass the same contenders each time.
public struct GuardbenchCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "guardbench",
    abstract: "Measures what it costs to guard a server's sessions, and whether that is worth it.",
    discussion: """
      Examples:
        guardbench list
        guardbench bench
        guardbench bench --strategies mutex,packed --scenarios sessions --sessions 1,100,10000
        guardbench bench --resume results/20260101T120000Z-42
        guardbench report --run results/20260101T120000Z-42
        guardbench verify
        guardbench check --base main

      Exit codes: 0 done, 1 failed, 2 usage, 6 a strategy is wrong, 130 interrupted; of `check` \
      also 3 regression, 4 inconclusive, 5 not to be trusted.
      """,
    version: version,
    subcommands: [
      ListCommand.self, BenchCommand.self, VerifyCommand.self, ReportCommand.self,
      CheckCommand.self, StudyCommand.self, HistoryCommand.self, ServeCommand.self,
      LoadCommand.self, TrialCommand.self, LoopCommand.self,
      VerifyWorkerCommand.self,
    ])

  /// What `--version` prints: the source and the build, as the Makefile has stamped them.
  private static var version: String {
    let unknown = "unknown, as the program was built without the Makefile"
    let revision = Build.revision.map { $0.name + ($0.isDirty ? ", with changes" : "") }
    return [
      "guardbench", "revision: \(revision ?? unknown)",
      "toolchain: \(Build.toolchain ?? unknown)", "build flags: \(Build.flags ?? unknown)",
    ].joined(separator: "\n")
  }

  public init() {}

  /// Runs the command that the program's arguments name, and ends the process with its exit code.
  public static func main(_ contenders: Contenders) -> Never {
    RefusedWrite.becomesAnError()
    StandardOutput.keepPlace()
    Glibc.exit(run(Array(CommandLine.arguments.dropFirst()), contenders).rawValue)
  }

  static func run(_ arguments: [String], _ contenders: Contenders) -> ExitStatus {
    Registry.$contenders.withValue(contenders) {
      do {
        var command = try parseAsRoot(arguments)
        try command.run()
        return .done
      } catch {
        return report(error)
      }
    }
  }

  /// Prints what went wrong and returns the exit code; a failure of the work takes one line.
  private static func report(_ error: any Error) -> ExitStatus {
    if let ended = error as? CheckEnded { return ExitStatus(ended) }
    if let status = ExitStatus(of: error) {
      Terminal.complain("guardbench: \(error)")
      return status
    }
    let text = fullMessage(for: error)
    switch exitCode(for: error) {
    case .success:
      do {
        try Terminal.say(text)
        return .done
      } catch {
        return report(error)
      }
    case .validationFailure:
      Terminal.complain(text)
      return .usage
    default:
      Terminal.complain("guardbench: \(message(for: error))")
      return .failed
    }
  }
}
