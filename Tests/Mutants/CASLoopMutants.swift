import ModelChecker
import SessionGuards

/// Visits the mutants of `cas-loop`.
func visitCASLoop<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  let right = CASLoopGuard<W>.self
  visitor.visit("admitted in two steps", right, [("acquire.count", .split)])
  visitor.visit("admitted by a store", right, [("acquire.count", .exchange)])
  visitor.visit("result of the admission misread", right, [("acquire.count", .misread)])
  visitor.visit("counted by an addition after the look", AddsAfterTheLook<W>.self, [])
  visitor.visit("closed never checked", AdmitsTheClosed<W>.self, [])
  visitor.visit("generation never checked", AdmitsAnyGeneration<W>.self, [])
  visitor.visit("closed by a store", right, [("close.flag", .exchange)])
  visitor.visit("result of the close misread", right, [("close.flag", .misread)])
  visitor.visit("close reclaims at once", ReclaimsInClose<W>.self, [])
  visitor.visit("release forgotten", right, [("release.count", .skip(answer: 2))])
  visitor.visit("count changed in two steps", right, [("release.count", .split)])
  visitor.visit("the last unit not noticed", right, [("release.count", .answer(2))])
  visitor.visit("decrement relaxed", right, [("release.count", .weaken(.relaxed))])
  visitor.visit("publish at reopen relaxed", right, [("open.publish", .weaken(.relaxed))])
}

/// Wrong: looks at generation and flag, and then counts itself in without looking again.
private struct AddsAfterTheLook<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias CASLoop = CASLoopGuard<W>
  let right: Right<CASLoop>

  func acquire(_ id: SessionID, as _: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire, both: as strong as an order can be, and no help.
    let word = try right.sessions.words[id.slot].load(.acquiring, "acquire.look")
    guard CASLoop.generation(word) == id.generation, word & CASLoop.closed == 0 else { return nil }
    _ = try right.sessions.words[id.slot].add(1, .acquiring, "acquire.count")
    return Lease(id)
  }
}

/// Wrong: admits to a session of that generation, closed or not.
private struct AdmitsTheClosed<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias CASLoop = CASLoopGuard<W>
  let right: Right<CASLoop>

  func acquire(_ id: SessionID, as _: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Relaxed, and acquire: as in the right one.
    var word = try right.sessions.words[id.slot].load(.relaxed, "acquire.look")
    while CASLoop.generation(word) == id.generation {
      let old = try right.sessions.words[id.slot].compareExchange(
        word, word + 1, .acquiring, "acquire.count")
      if old == word { return Lease(id) }
      word = old
    }
    return nil
  }
}

/// Wrong: admits to an open session, whatever its generation.
private struct AdmitsAnyGeneration<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  typealias CASLoop = CASLoopGuard<W>
  let right: Right<CASLoop>

  func acquire(_ id: SessionID, as _: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Relaxed, and acquire: as in the right one.
    var word = try right.sessions.words[id.slot].load(.relaxed, "acquire.look")
    while word & CASLoop.closed == 0 {
      let old = try right.sessions.words[id.slot].compareExchange(
        word, word + 1, .acquiring, "acquire.count")
      if old == word { return Lease(id) }
      word = old
    }
    return nil
  }
}

/// Wrong: the close that wins reclaims, whatever leases are out.
private struct ReclaimsInClose<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<CASLoopGuard<W>>

  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    guard try right.close(id, as: me) else { return false }
    try right.sessions.words.reclaim(id)
    return true
  }
}
