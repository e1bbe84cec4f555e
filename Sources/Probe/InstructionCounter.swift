/// Counts the instructions of what a program does again and again, with callgrind.
///
/// The program runs twice, doing it few times and many; what it does besides cancels out in the
/// difference. The counts are the program's own, so the machine's other work does not show.
public struct InstructionCounter: Sendable {
  static let fewTimes = 100_000
  static let manyTimes = 500_000
  /// Longer than a run takes on a busy machine where nothing is wrong.
  static let limit = Duration.seconds(300)

  private let stop: StopSignal?

  public init(unless stop: StopSignal? = nil) { self.stop = stop }

  /// Instructions per time, in tenths: what comes before the loop differs by a few thousand from
  /// run to run.
  ///
  /// `program` returns the command that does it so many times. Valgrind may be unable to read a
  /// program's debug information: give it one that is stripped of it.
  public func instructionsPerTime(
    of program: (Int) -> Command
  ) throws(CountingError) -> Double {
    let few = try instructions(of: program(Self.fewTimes))
    let many = try instructions(of: program(Self.manyTimes))
    return Self.perTime(few: few, many: many)
  }

  static func perTime(few: Int, many: Int) -> Double {
    let exact = Double(many - few) / Double(manyTimes - fewTimes)
    return (exact * 10).rounded() / 10
  }

  /// The same command under callgrind, which counts and prints.
  static func counted(_ command: Command) -> Command {
    var counted = command
    counted.executable = "valgrind"
    counted.arguments =
      ["--tool=callgrind", "--callgrind-out-file=/dev/null", command.executable]
      + command.arguments
    // Dictionaries are laid out by chance otherwise, and what comes before the loop varies.
    counted.environment["SWIFT_DETERMINISTIC_HASHING"] = "1"
    counted.environment["SWIFT_BACKTRACE"] = "enable=no"
    return counted
  }

  private func instructions(of command: Command) throws(CountingError) -> Int {
    let counted = Self.counted(command)
    let output: CommandOutput
    do {
      output = try CommandOutput.of(counted, within: Self.limit, unless: stop)
    } catch .stopped {
      throw .interrupted
    } catch .system(let error) {
      throw .cannotStart(error)
    } catch {
      throw .lost(error)
    }
    guard output.exit.isSuccess else {
      // Valgrind's own lines say nothing of what went wrong in the program.
      let said = output.errorOutput.split(separator: "\n").last { !$0.hasPrefix("==") }
      let line = counted.arguments.joined(separator: " ")
      throw .failed(line, output.exit.reason, said: said.map(String.init))
    }
    guard let count = Self.collected(in: output.errorOutput) else {
      throw .uncounted(command.executable)
    }
    return count
  }

  /// Callgrind's last line but one: `==42== Collected : 123456`.
  static func collected(in output: String) -> Int? {
    output.firstMatch(of: /==\d+== Collected : (\d+)/).flatMap { Int($0.1) }
  }
}

/// Why there is no count.
public enum CountingError: Error, CustomStringConvertible {
  /// Ctrl-C, or a signal that asks this process to end.
  case interrupted
  case cannotStart(SystemError)
  case lost(ChildFailure)
  case failed(String, ChildExit.Reason, said: String?)
  case uncounted(String)

  public var description: String {
    switch self {
    case .interrupted: "interrupted"
    case .cannotStart(let error): "cannot start valgrind (Debian's valgrind has it): \(error)"
    case .lost(let failure): "valgrind: \(failure)"
    case .failed(let command, let reason, let said):
      "valgrind \(command): \(reason): \(said ?? "no word")"
    case .uncounted(let program): "callgrind did not say how many instructions \(program) took"
    }
  }
}
