import Foundation
import Probe
import Synchronization
import TestFolders
import Testing

@testable import Bench
@testable import TrialRows
@testable import Trials

/// Runs no trial: in `sessions`, `packed` costs now more and now less than `mutex`; in `churn`
/// always less.
final class WaveringLauncher: TrialLauncher {
  private let stopsAt: Int?
  private let count = Mutex(0)

  init(stopsAt: Int? = nil) { self.stopsAt = stopsAt }

  func run(
    _ plan: TrialPlan, into sample: inout TrialRow, unless stop: StopSignal
  ) throws(TrialFailure) -> TrialOutcome {
    let number = count.withLock { count in
      count += 1
      return count - 1
    }
    if number == stopsAt { throw .interrupted }
    let wavers = plan.cell.scenario == "sessions" && plan.strategy == "packed"
    let isDear = wavers && sample.block.isMultiple(of: 2)
    sample.operationsCount = 1000
    sample.cpuNanoseconds = plan.strategy == "mutex" ? 20_000 : isDear ? 30_000 : 10_000
    sample.wallNanoseconds = sample.cpuNanoseconds
    return TrialOutcome()
  }
}

/// Keeps what a run remarks.
struct Remarks: RunObserver {
  var remarks: [String] = []

  mutating func began(_: RunDirectory, _: BlocksDone) {}
  mutating func began(_: TrialPlan, _: RunProgress) {}
  mutating func noted(_ remark: String) { remarks.append(remark) }
}
