internal import GuardedServer
internal import SessionGuards
internal import Trials

/// Judges whether a server that has ended, or should have, released and closed everything.
struct ServeOracle {
  let counters: ServerCounters
  /// Whether every thread of the server has ended, so that every descriptor should be closed.
  let hasEnded: Bool
  let live: LiveSessions

  /// Adds to what the server itself found broken.
  func judge(_ found: [LifetimeViolation]) -> ViolationLog {
    let log = ViolationLog()
    for violation in found { log.note(violation) }
    // The server counts them all, and keeps the first hundred.
    if let last = found.last, counters.violations > found.count {
      log.note(last, times: counters.violations - found.count)
    }
    for id in live.unreleased { log.note(.neverReclaimed, id) }
    if hasEnded { judgeBalance(log) }
    return log
  }

  private func judgeBalance(_ log: ViolationLog) {
    if counters.accepted != counters.released {
      miscount(log, "\(counters.accepted) sessions accepted, \(counters.released) released")
    }
    let (opened, closed) = (counters.descriptorsOpened, counters.descriptorsClosed)
    if opened != closed || counters.descriptorMistakes > 0 {
      miscount(
        log,
        "\(opened) descriptors opened, \(closed) closed, \(counters.descriptorMistakes) mistaken")
    }
    if counters.sendsLost > counters.sendsAccepted {
      miscount(log, "\(counters.sendsLost) sends lost of \(counters.sendsAccepted) accepted")
    }
  }

  private func miscount(_ log: ViolationLog, _ text: String) {
    log.note(.miscount, SessionID(slot: 0, generation: 0), detail: text)
  }
}
