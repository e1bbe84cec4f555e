import ModelChecker
import SessionGuards

// Mutants of the locks that are held for the lease, and of the guards over them.

/// Visits the mutants of `ticket`.
func visitTicket<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  let right = LockGuard<TicketLock<W>, W>.self
  visitor.visit("number drawn in two steps", right, [("acquire.lock", .split)])
  visitor.visit("next number not served", right, [("release.unlock", .skip(answer: 0))])
  visitor.visit("refusal serves no other", right, [("acquire.unlock", .skip(answer: 0))])
  visitor.visit("unlock relaxed", right, [("release.unlock", .weaken(.relaxed))])
  visitor.visit("look relaxed", right, [("ticket.look", .weaken(.relaxed))])
  visitor.visit("turn relaxed", right, [("ticket.turn", .weaken(.relaxed))])
  visitor.visit("goes ahead one too early", LockGuard<EarlyTicket<W>, W>.self, [])
}

/// Wrong: takes the lock when the thread before it does.
private struct EarlyTicket<W: Word & ~Copyable>: Lock, ~Copyable where W.Fault == Stop {
  static var strategy: Strategy { .ticket }
  private let next = W(0)
  private let serving = W(0)

  func lock(_ site: StaticString) throws(Stop) {
    // Relaxed and acquire: as in the right one.
    let number = try next.add(1, .relaxed, site)
    var served = try serving.load(.acquiring, "ticket.look")
    while served + 1 < number {
      try serving.wait(while: served, "ticket.wait")
      served = try serving.load(.acquiring, "ticket.turn")
    }
  }

  func unlock(_ site: StaticString) throws(Stop) {
    // Release: as in the right one.
    _ = try serving.add(1, .releasing, site)
  }
}

/// Visits the mutants of `adaptive-mutex`, which are those of the guard over any lock.
func visitAdaptiveMutex<V: MutantVisitor, L: Lock & ~Copyable, W: Word & ~Copyable>(
  _ visitor: inout V, _: L.Type, _: W.Type
) where L.Fault == Stop, W.Fault == Stop {
  let right = LockGuard<AdaptiveLock<L>, W>.self
  visitor.visit(
    "lease without the lock", right,
    [
      ("acquire.lock", .skip(answer: 0)), ("acquire.unlock", .skip(answer: 0)),
      ("release.unlock", .skip(answer: 0)),
    ])
  visitor.visit("release forgotten", right, [("release.unlock", .skip(answer: 0))])
  visitor.visit("close forgets the flag", right, [("close.flag", .skip(answer: 0))])
  visitor.visit("refusal keeps the lock", right, [("acquire.unlock", .skip(answer: 0))])
}
