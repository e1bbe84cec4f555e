import Probe

extension ChildProcess {
  /// Waits until something is so that no descriptor tells of; returns false if the program has
  /// ended before, which ends the wait at once.
  ///
  /// No time decides: the whole run's limit ends a hang.
  mutating func runs(until isSo: () throws -> Bool) throws -> Bool {
    while try !isSo() {
      do {
        // Between two looks: its end, or ten milliseconds.
        _ = try wait(within: .milliseconds(10))
        return false
      } catch ChildFailure.timedOut {}
    }
    return true
  }
}
