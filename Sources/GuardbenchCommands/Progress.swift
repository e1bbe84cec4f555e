internal import Bench

/// Shows how far a run is: one line that is rewritten on a terminal, now and then a line in a pipe.
struct Progress: RunObserver {
  private let isInteractive = Terminal.isInteractive
  private let clock = ContinuousClock()
  private var lastShown: ContinuousClock.Instant?
  private var isLineOpen = false

  /// Between two lines in a pipe, and between two rewrites on a terminal.
  private var interval: Duration { isInteractive ? .milliseconds(100) : .seconds(10) }

  mutating func began(_ directory: RunDirectory, blocksDone: Int, of blocks: Int) {
    let done = blocksDone > 0 ? ", \(blocksDone) of them done before" : ""
    say("\(blocks) blocks\(done); results in \(directory.path)")
  }

  mutating func began(_ trial: TrialPlan, blocksDone: Int, of blocks: Int, timeLeft: Duration) {
    let now = clock.now
    if let lastShown, lastShown + interval > now { return }
    lastShown = now
    let share = blocks > 0 ? blocksDone * 100 / blocks : 100
    let text =
      "\(share) % (block \(blocksDone + 1) of \(blocks)), \(Self.text(timeLeft)) left:"
      + " \(trial.cell.name), \(trial.strategy)"
    if isInteractive {
      Terminal.write("\r\u{1B}[K\(text.prefix(120))")
      isLineOpen = true
    } else {
      Terminal.complain(text)
    }
  }

  mutating func noted(_ remark: String) { say(remark) }

  /// Clears the line that is being rewritten.
  mutating func end() {
    if isLineOpen { Terminal.write("\r\u{1B}[K") }
    isLineOpen = false
  }

  private mutating func say(_ line: String) {
    end()
    Terminal.complain(line)
  }

  static func text(_ duration: Duration) -> String {
    let seconds = Int(duration.components.seconds)
    let rest = seconds % 60
    return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
