internal import GuardedServer
internal import Trials

extension ServeReport {
  /// What the server knows of sessions that it ended itself, to be said behind what the clients saw
  /// of it; nil if it ended none for what waited in a queue.
  var slowReaderReason: String? {
    guard let count = closedByReason[CloseReason.slowReader.name], count > 0 else { return nil }
    return "; for \(count) of the sessions more waited than the server's queue holds: the client"
      + " or the reactor had no core for too long (a lower --rate, or a machine with less to do)"
  }
}

extension TrialFailure {
  /// The failure of the load, with what the server knows about it.
  func explained(by served: ServeReport) -> TrialFailure {
    guard case .process(let text) = self, let reason = served.slowReaderReason else { return self }
    return .process(text + reason)
  }
}
