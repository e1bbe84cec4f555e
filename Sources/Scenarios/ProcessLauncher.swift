internal import Foundation
public import Probe
internal import Tables
public import TrialRows
public import Trials

/// Runs a trial of the guard or path tier: one fresh process, `guardbench trial`.
public struct ProcessLauncher: TrialLauncher {
  private let program: String

  /// Names the program that has the contenders and understands `trial`.
  public init(program: String) { self.program = program }

  public func run(
    _ plan: TrialPlan, into sample: inout TrialRow, unless stop: StopSignal
  ) throws(TrialFailure) -> TrialOutcome {
    let report = try report(of: plan, unless: stop)
    sample.measured.merge(report.measured)
    return TrialOutcome(
      Findings(count: report.measured.violationsCount ?? 0, violations: report.violations),
      durations: report.durations)
  }

  private func report(
    of plan: TrialPlan, unless stop: StopSignal
  ) throws(TrialFailure) -> GuardReport {
    let text: String
    do {
      text = try TrialProcess.line(of: plan)
    } catch {
      throw .process("the plan cannot be written as JSON: \(error)")
    }
    let answer = try answer(to: Command(program, ["trial", "--plan", text]), plan, stop)
    do {
      return try JSONFile.decodeReport(GuardReport.self, from: answer, unbounded: [])
    } catch {
      throw .process("its process answered no report: \(answer.prefix(200)) (\(error))")
    }
  }

  /// The process's one line. A crash must not start a debugger that holds the pipe open.
  private func answer(
    to command: Command, _ plan: TrialPlan, _ stop: StopSignal
  ) throws(TrialFailure) -> String {
    var command = command
    command.environment["SWIFT_BACKTRACE"] = "enable=no"
    // Opening and closing a million sessions takes a second; a minute is a hang.
    let limit = Duration.seconds(plan.seconds + 60)
    do {
      var child = try ChildProcess(command)
      let line = try child.nextLine(within: limit, unless: stop)
      let exit = try child.wait(within: .seconds(60), unless: stop)
      guard exit.isSuccess, let line else {
        throw TrialFailure.process(Self.text(of: exit, child.errorOutput))
      }
      return line
    } catch let error as TrialFailure {
      throw error
    } catch let error as ChildFailure where error == .stopped {
      throw .interrupted
    } catch {
      throw .process("its process: \(error)")
    }
  }

  /// How the process ended, and the last thing it said.
  private static func text(of exit: ChildExit, _ errorOutput: String?) -> String {
    let lines = (errorOutput ?? "").split(separator: "\n")
    return "its process ended with \(exit.reason)" + (lines.last.map { ": \($0)" } ?? "")
  }
}
