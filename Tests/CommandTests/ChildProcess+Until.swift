import Probe

extension ChildProcess {
  /// Waits until something is so that no descriptor tells of; answers false if the program has
  /// ended before, which ends the wait at once.
  ///
  /// A minute is a hang.
  mutating func runs(until isSo: () throws -> Bool) throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(60)
    while try !isSo() {
      guard ContinuousClock.now < deadline else { throw ChildFailure.timedOut(.seconds(60)) }
      do {
        // Between two looks: its end, or ten milliseconds.
        _ = try wait(within: .milliseconds(10))
        return false
      } catch ChildFailure.timedOut {}
    }
    return true
  }
}
