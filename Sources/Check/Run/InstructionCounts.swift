internal import CheckVerdicts
internal import Foundation
internal import Probe
internal import Trials

/// Counts the instructions of both arms' guards.
struct InstructionCounts {
  let arms: CheckArms
  let stop: StopSignal

  /// The counts of every strategy in both programs. Throws if a program cannot be counted.
  func all(of subjects: [CheckSubject]) throws(RunFailure) -> [ExactCount] {
    var counts: [ExactCount] = []
    for arm in CheckArm.allCases {
      let program = try stripped(arms[arm].path)
      defer { try? FileManager.default.removeItem(at: program) }
      var known: [String: Double] = [:]
      for subject in subjects {
        if known[subject.strategy] == nil {
          known[subject.strategy] = try count(subject.strategy, in: program, arm)
        }
        let value = known[subject.strategy] ?? 0
        counts.append(
          ExactCount(
            subject, quantity: ExactLimit.instructions.quantity, arm: arm, value: value))
      }
    }
    return counts
  }

  private func count(
    _ strategy: String, in program: URL, _ arm: CheckArm
  ) throws(RunFailure) -> Double {
    do {
      return try InstructionCounter(unless: stop).instructionsPerTime { pairs in
        Command(program.path, ["loop", "--strategy", strategy, "--pairs", "\(pairs)"])
      }
    } catch .interrupted {
      throw .interrupted("nothing was measured")
    } catch {
      throw .failed(
        "instructions of \(strategy) in \(arm.rawValue): \(error);"
          + " --no-instructions leaves them out")
    }
  }

  /// A copy without debug information, which valgrind may be unable to read.
  private func stripped(_ program: String) throws(RunFailure) -> URL {
    let name = "guardbench-\(ProcessInfo.processInfo.globallyUniqueString)"
    let copy = FileManager.default.temporaryDirectory.appending(path: name)
    let command = Command("strip", ["--strip-debug", "-o", copy.path, program])
    let output = try CheckTool.run(command, within: .seconds(60), unless: stop)
    guard output.exit.isSuccess else {
      throw .failed("strip (Debian's binutils has it): \(output.reason)")
    }
    return copy
  }
}
