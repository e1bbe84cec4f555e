public import Probe

/// Counts the instructions of a loop's pairs with callgrind.
///
/// A program runs twice, with few pairs and with many; what it does besides them cancels out in the
/// difference. The counts are the program's own, so the machine's other work does not show.
public struct InstructionCounter: Sendable {
  static let fewPairs = 100_000
  static let manyPairs = 500_000
  /// Longer than a run takes on a busy machine where nothing is wrong.
  static let limit = Duration.seconds(300)

  let stop: StopSignal?

  public init(unless stop: StopSignal? = nil) { self.stop = stop }

  /// Instructions per pair of acquire and release, loop included, in tenths: what comes before the
  /// loop differs by a few thousand from run to run.
  public func instructionsPerPair(of program: LoopProgram) throws(CountingError) -> Double {
    let few = try instructions(of: program, Self.fewPairs)
    let many = try instructions(of: program, Self.manyPairs)
    return Self.perPair(few: few, many: many)
  }

  static func perPair(few: Int, many: Int) -> Double {
    let exact = Double(many - few) / Double(manyPairs - fewPairs)
    return (exact * 10).rounded() / 10
  }

  private func instructions(
    of program: LoopProgram, _ pairs: Int
  ) throws(CountingError) -> Int {
    let command = program.counted(pairs)
    let output = try errorOutput(of: command)
    guard let count = Self.collected(in: output) else {
      throw .uncounted(program.executable)
    }
    return count
  }

  /// Callgrind's last line but one: `==42== Collected : 123456`.
  static func collected(in output: String) -> Int? {
    output.firstMatch(of: /==\d+== Collected : (\d+)/).flatMap { Int($0.1) }
  }

  private func errorOutput(of command: Command) throws(CountingError) -> String {
    var process = try start(command)
    let exit: ChildExit
    do {
      exit = try process.wait(within: Self.limit, unless: stop)
    } catch {
      if error == .stopped { throw .interrupted }
      throw .lost(error)
    }
    let output = process.errorOutput
    guard exit.isSuccess else {
      // Valgrind's own lines say nothing of what went wrong in the program.
      let said = output.split(separator: "\n").last { !$0.hasPrefix("==") }
      let line = command.arguments.joined(separator: " ")
      throw .failed(line, exit.reason, said: said.map(String.init))
    }
    return output
  }

  private func start(_ command: Command) throws(CountingError) -> ChildProcess {
    do {
      return try ChildProcess(command)
    } catch {
      throw .cannotStart(error)
    }
  }
}

/// Why there is no count.
public enum CountingError: Error, CustomStringConvertible {
  /// Somebody pressed Ctrl-C, or asked this process to end.
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
