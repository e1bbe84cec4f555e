internal import Probe
internal import Tables
internal import Trials

extension ChildProcess {
  /// Starts a command of this very program with a plan; a crash must not start a debugger that
  /// holds the pipe open.
  static func start(
    _ program: String, _ command: String, _ plan: some Encodable, on processors: ProcessorSet?
  ) throws(TrialFailure) -> ChildProcess {
    let json: String
    do {
      json = try TrialProcess.line(of: plan)
    } catch {
      throw .process("the plan cannot be written as JSON: \(error)")
    }
    do {
      return try ChildProcess(
        Command(
          program, [command, "--plan", json], environment: ["SWIFT_BACKTRACE": "enable=no"],
          processors: processors))
    } catch {
      throw TrialFailure(error)
    }
  }

  /// Takes its next line, which is a value in JSON.
  mutating func answer<Value: Decodable>(
    _: Value.Type, within limit: Duration, unless stop: StopSignal
  ) throws(TrialFailure) -> Value {
    let line: String?
    do {
      line = try nextLine(within: limit, unless: stop)
    } catch {
      throw TrialFailure(error)
    }
    guard let line else { throw try failure(unless: stop) }
    do {
      // A seed and a mark's number are any 64 bits.
      return try JSONFile.decodeReport(Value.self, from: line, unbounded: ["seed", "number"])
    } catch {
      throw .process("no \(Value.self): \(line.prefix(200)) (\(error))")
    }
  }

  /// Waits for its end; found violations are an end in order.
  mutating func end(
    within limit: Duration, unless stop: StopSignal, _ name: String
  ) throws(TrialFailure) {
    do {
      let exit = try wait(within: limit, unless: stop)
      if exit.isSuccess || exit.reason == .exited(Self.violationCode) { return }
      throw TrialFailure.process("\(name) ended with \(text(of: exit))")
    } catch let error as TrialFailure {
      throw error
    } catch let error as ChildFailure {
      throw TrialFailure(error)
    } catch {
      throw .process("\(name): \(error)")
    }
  }

  /// What the commands exit with when an oracle found something.
  private static var violationCode: Int32 { 6 }

  /// Why it said nothing more.
  private mutating func failure(unless stop: StopSignal) throws(TrialFailure) -> TrialFailure {
    do {
      let exit = try wait(within: .seconds(10), unless: stop)
      return .process("its process ended with \(text(of: exit))")
    } catch {
      throw TrialFailure(error)
    }
  }

  /// How it ended, and the last thing it said.
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
