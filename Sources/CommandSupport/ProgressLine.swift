/// Says how far a command is: one line that is rewritten on a terminal, and elsewhere a line at
/// even steps of time.
package struct ProgressLine {
  package let isInteractive = Terminal.isInteractive
  private var rhythm: ProgressRhythm
  private var isOpen = false

  /// Begins now; the first text is due at once, or after a step.
  package init(isDueAtOnce: Bool = true) {
    rhythm = .usual(isInteractive: isInteractive, isDueAtOnce: isDueAtOnce)
  }

  /// Shows a text, if one is due.
  package mutating func show(_ text: @autoclosure () -> String) {
    guard rhythm.isDue() else { return }
    if isInteractive {
      Terminal.write("\r\u{1B}[K\(text().prefix(120))")
      isOpen = true
    } else {
      Terminal.complain(text())
    }
  }

  /// Writes a line that stays; the next text is due after a step.
  package mutating func announce(_ line: String) {
    say(line)
    rhythm = .usual(isInteractive: isInteractive, isDueAtOnce: false)
  }

  /// Writes a line that stays.
  package mutating func say(_ line: String) {
    end()
    Terminal.complain(line)
  }

  /// Clears the line that is being rewritten.
  package mutating func end() {
    if isOpen { Terminal.write("\r\u{1B}[K") }
    isOpen = false
  }
}

extension Duration {
  /// Whole minutes and seconds, as `4:07`.
  package var minutesAndSeconds: String {
    let seconds = components.seconds
    let rest = seconds % 60
    return "\(seconds / 60):\(rest < 10 ? "0" : "")\(rest)"
  }
}
