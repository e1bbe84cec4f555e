internal import Probe
internal import Tables
internal import Trials

/// The processes of a trial, seen from the bench: each gets its plan as JSON and prints values in
/// JSON, one a line.
extension ChildProcess {
  /// Starts a command of a program with a plan; a crash must not start a debugger that holds the
  /// pipe open.
  static func start(
    _ program: String, _ command: String, _ plan: some Encodable,
    on processors: ProcessorSet? = nil
  ) throws(TrialFailure) -> ChildProcess {
    do {
      return try ChildProcess(
        Command(
          program, [command, "--plan", JSONFile.line(of: plan)],
          environment: ["SWIFT_BACKTRACE": "enable=no"], processors: processors))
    } catch {
      throw TrialFailure(error)
    }
  }

  /// Takes its next line, which is a value.
  mutating func value<Value: Decodable>(
    _: Value.Type, within limit: Duration, unless stop: StopSignal
  ) throws(TrialFailure) -> Value {
    let line: String?
    do {
      line = try nextLine(within: limit, unless: stop)
    } catch {
      throw TrialFailure(error)
    }
    guard let line else {
      let exit = try end(within: .seconds(10), unless: stop)
      throw .process("its process ended with \(text(of: exit))")
    }
    do {
      // A seed and a mark's number are any 64 bits.
      return try JSONFile.decodeReport(Value.self, from: line, unbounded: ["seed", "number"])
    } catch {
      throw .process("its process printed no \(Value.self): \(line.prefix(200)) (\(error))")
    }
  }

  /// Takes its report, the last line, and waits for its end; an exit code that tells of violations
  /// is an end in order, as the report has them too.
  mutating func report<Value: Decodable>(
    _ type: Value.Type, within limit: Duration, unless stop: StopSignal, _ name: String
  ) throws(TrialFailure) -> Value {
    let report = try value(type, within: limit, unless: stop)
    let exit = try end(within: .seconds(60), unless: stop)
    guard exit.isSuccess || exit.reason == .exited(Self.violationCode) else {
      throw .process("\(name) ended with \(text(of: exit))")
    }
    return report
  }

  /// What the commands exit with when an oracle found something.
  private static var violationCode: Int32 { 6 }

  private mutating func end(
    within limit: Duration, unless stop: StopSignal
  ) throws(TrialFailure) -> ChildExit {
    do {
      return try wait(within: limit, unless: stop)
    } catch {
      throw TrialFailure(error)
    }
  }

  /// How it ended, and the last line of its error output.
  private func text(of exit: ChildExit) -> String {
    let last = errorOutput.split(separator: "\n").last
    return "\(exit.reason)" + (last.map { ": \($0)" } ?? "")
  }
}

extension TrialFailure {
  init(_ failure: ChildFailure) {
    self = failure == .stopped ? .interrupted : .process("a process of the trial: \(failure)")
  }
}
