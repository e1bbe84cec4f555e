import Foundation
import Pairing

/// One line on standard error for each block that is done, with the time left.
struct ProgressLines {
  let run: PairedRun
  let blocks: Int
  private let stepsTotal: Int
  private var stepsDone = 0
  private var rates: [String] = []
  private let start = ContinuousClock.now

  init(run: PairedRun, blocks: Int) {
    self.run = run
    self.blocks = blocks
    stepsTotal = run.cells.map(\.arms.count).reduce(0, +) * blocks
  }

  func begin() {
    let seconds = Double(stepsTotal) * (run.setting.warmUpSeconds + run.setting.seconds + 0.02)
    say("\(stepsTotal) trials, seed \(run.seed), about \(Self.minutes(seconds))")
  }

  mutating func report(_ step: PairedRun.Step, _ outcome: Outcome) {
    stepsDone += 1
    let cell = run.cells[step.cell]
    rates.append(
      "\(cell.arms[step.arm].name) \(Int(outcome.messagesPerSecond / 1000))k")
    guard step.position == cell.arms.count - 1 else { return }
    let spent = (ContinuousClock.now - start) / .seconds(1)
    let left = spent / Double(stepsDone) * Double(stepsTotal - stepsDone)
    say(
      "block \(step.block + 1)/\(blocks), depth \(cell.depth): "
        + rates.joined(separator: ", ") + "; \(Self.minutes(left)) left")
    rates = []
  }

  private func say(_ line: String) {
    FileHandle.standardError.write(Data("\(line)\n".utf8))
  }

  private static func minutes(_ seconds: Double) -> String {
    seconds < 90 ? "\(Int(seconds.rounded())) s" : "\(Int((seconds / 60).rounded())) min"
  }
}
