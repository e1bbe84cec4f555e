internal import GuardedServer
internal import Trials

extension ServeReport {
  /// Why the server ended sessions itself, to be added to what the clients saw; nil if it ended
  /// none because of a full queue.
  var slowReaderReason: String? {
    guard let count = closedByReason[CloseReason.slowReader.name], count > 0 else { return nil }
    return "; for \(count) of the sessions more bytes waited than the server's queue holds: the"
      + " client or the reactor was without a core for too long (lower --rate, or use a machine"
      + " with less to do)"
  }
}

extension TrialFailure {
  /// The failure of the load, with what the server knows about it.
  func explained(by served: ServeReport) -> TrialFailure {
    guard case .process(let text) = self, let reason = served.slowReaderReason else { return self }
    return .process(text + reason)
  }
}
