import ModelChecker
import SessionGuards
import Verification

/// Work that is done with each mutant in turn, on one memory.
protocol MutantVisitor {
  /// `changes` are the accesses of the guard that go wrong, by site; `scenarios` are those that the
  /// model goes through.
  mutating func visit<Guard: SessionGuard & ~Copyable>(
    _ name: String, _: Guard.Type, _ changes: [(site: String, change: Alteration.Change)],
    in scenarios: [Scenario]
  ) where Guard.Fault == Stop
}

extension MutantVisitor {
  mutating func visit<Guard: SessionGuard & ~Copyable>(
    _ name: String, _: Guard.Type, _ changes: [(site: String, change: Alteration.Change)]
  ) where Guard.Fault == Stop {
    visit(name, Guard.self, changes, in: Scenario.all)
  }

  /// Visits a guard whose participants are told apart and say in many accesses that they hold
  /// nothing: for it the catalogue's scenarios are too large.
  mutating func visitBriefly<Guard: SessionGuard & ~Copyable>(_ name: String, _: Guard.Type)
  where Guard.Fault == Stop {
    visit(name, Guard.self, [], in: [.duel, .trio])
  }
}

extension Scenario {
  /// A sender and an owner, and nothing else.
  static let duel = Scenario(
    "duel", "a send against the close",
    Part("sender", .send(1)), Part("owner", .close(1), .settle(1)))
  /// Two senders and an owner, and nothing else.
  static let trio = Scenario(
    "trio", "two sends against the close",
    Part("sender", .send(1)), Part("other", .send(1)), Part("owner", .close(1), .settle(1)))
}

/// Visits the mutants: the mistakes that people make, and those that we made. **A new mistake gets
/// one entry here.**
///
/// Most are a right guard with one access altered; where the order of things is wrong, a guard that
/// rewrites one method of the right one, or has a slip in it. The source is the same on every
/// memory.
func visitMutants<V: MutantVisitor, W: ~Copyable, D: ~Copyable, L: ~Copyable, S: ~Copyable>(
  _ visitor: inout V, on _: Platform<W, D, L, S>.Type
)
where
  W: Word, D: DoubleWord, L: Lock, S: SharedLock, W.Fault == Stop, D.Fault == Stop,
  L.Fault == Stop, S.Fault == Stop
{
  visitFlagCount(&visitor, W.self)
  visitDoubleCAS(&visitor, D.self)
  visitPacked(&visitor, W.self)
  visitPackedPeek(&visitor, W.self)
  visitCASLoop(&visitor, W.self)
  visitHazard(&visitor, W.self)
  visitHazardFenced(&visitor, W.self)
  visitHazardPromote(&visitor, W.self)
  visitQSBR(&visitor, W.self)
  visitEpoch(&visitor, W.self)
  visitShardedCount(&visitor, W.self)
  visitVisibleReaders(&visitor, W.self)
  visitMutex(&visitor, L.self, W.self)
  visitSpinlock(&visitor, W.self)
  visitTicket(&visitor, W.self)
  visitAdaptiveMutex(&visitor, L.self, W.self)
  visitRWLock(&visitor, S.self, W.self)
  visitMCS(&visitor, W.self)
  visitCountedMutex(&visitor, L.self, W.self)
  visitSketches(&visitor, W.self)
}

private func visitFlagCount<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  typealias Guard = FlagCountGuard<W>
  let right = Guard.self
  visitor.visit(
    "count alone, no flag", right,
    [("acquire.count", .hide(Guard.released)), ("rundown.claim", .exchange)])
  visitor.visit("count and flag tested in two steps", right, [("rundown.claim", .split)])
  visitor.visit(
    "count stored at reopen while others undo", right, [("open.publish", .overwrite(1))])
  visitor.visit(
    "undo forgotten", right,
    [("acquire.undo", .skip(answer: 2)), ("acquire.undoStale", .skip(answer: 2))])
  visitor.visit(
    "undo forgets the zero test", right,
    [("acquire.undo", .answer(2)), ("acquire.undoStale", .answer(2))])
  visitor.visit("flag never checked", right, [("acquire.count", .hide(Guard.released))])
  visitor.visit("flag looked at before the increment only", FlagLookedAtFirst<W>.self, [])
  visitor.visit(
    "generation checked before the increment only", GenerationCheckedFirst<W>.self, [])
  visitor.visit("generation never checked", GenerationNeverChecked<W>.self, [])
  visitor.visit("release by exchange", right, [("rundown.claim", .exchange)])
  visitor.visit("result of the claim misread", right, [("rundown.claim", .misread)])
  visitor.visit("two closers both drop the unit", TwoClosersDropTheUnit<W>.self, [])
  visitor.visit("flag cleared before the new generation is written", FlagClearedFirst<W>.self, [])
  visitor.visit("release forgotten", right, [("release.count", .skip(answer: 2))])
  visitor.visit("count changed in two steps", right, [("release.count", .split)])
  visitor.visit("decrement relaxed", right, [("release.count", .weaken(.relaxed))])
  visitor.visit("publish at reopen relaxed", right, [("open.publish", .weaken(.relaxed))])
}

private func visitDoubleCAS<V: MutantVisitor, D: DoubleWord & ~Copyable>(
  _ visitor: inout V, _: D.Type
) where D.Fault == Stop {
  let right = DoubleCASGuard<D>.self
  visitor.visit("count and flag tested in two steps", right, [("rundown.claim", .split)])
  visitor.visit("release by exchange", right, [("rundown.claim", .exchange)])
  visitor.visit("duty judged by the second half alone", right, [("rundown.look", .half)])
  visitor.visit("flag never checked", right, [("acquire.flag", .hide(1 << 63))])
  visitor.visit("undo forgotten", right, [("acquire.undo", .skip(answer: 2))])
  visitor.visit("undo forgets the zero test", right, [("acquire.undo", .answer(2))])
  visitor.visit("result of the claim misread", right, [("rundown.claim", .misread)])
  visitor.visit(
    "flag may be looked at before the count", right, [("acquire.count", .weaken(.relaxed))])
  visitor.visit("decrement relaxed", right, [("release.count", .weaken(.relaxed))])
  visitor.visit("publish at reopen relaxed", right, [("open.publish", .weaken(.relaxed))])
}

private func visitPacked<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  typealias Guard = PackedGuard<W>
  let right = Guard.self
  visitor.visit("undo forgotten", right, [("acquire.undo", .skip(answer: Guard.unit * 2))])
  visitor.visit(
    "undo forgets the zero test", right, [("acquire.undo", .answer(Guard.unit * 2))])
  visitor.visit("closing never checked", right, [("acquire.count", .hide(Guard.closing))])
  visitor.visit("dead never checked", right, [("acquire.count", .hide(Guard.dead))])
  visitor.visit("refusals of a dead slot undone all the same", UndoesTheDead<W>.self, [])
  visitor.visit("refusal not accepted", NeverGivesUp<W>.self, [])
  visitor.visit("generation too narrow", GenerationTooNarrow<W>.self, [])
  visitor.visit("every closer wins", SlipGuard<EveryCloserWins, W>.self, [])
  visitor.visit("close does nothing", SlipGuard<ClosesNothing, W>.self, [])
  visitor.visit("lease dropped in release", DropsInRelease<W>.self, [])
  visitor.visit("lease dropped on one path", DropsOnOnePath<W>.self, [])
  visitor.visit("lease dropped when refused", DropsWhenRefused<W>.self, [])
  visitor.visit("one word for all slots", OneWordForEverySlot<W>.self, [])
  visitor.visit("every slot counted in slot 0", CountsInSlotZero<W>.self, [])
  visitor.visit("the slot beside closed", ClosesBeside<W>.self, [])
  visitor.visit("used up slot opened", SlipGuard<OpensTheRetired, W>.self, [])
  visitor.visit("open answers the next id", SlipGuard<ReturnsTheNextID, W>.self, [])
  visitor.visit("release by exchange", right, [("rundown.claim", .exchange)])
  visitor.visit("result of the claim misread", right, [("rundown.claim", .misread)])
  visitor.visit("looked at before it is counted", LookedAtFirst<W>.self, [])
  visitor.visit("counted when its memory is asked for", CountsInPrefetch<W>.self, [])
  visitor.visit("release forgotten", right, [("release.count", .skip(answer: Guard.unit * 2))])
  visitor.visit("count added in two steps", right, [("acquire.count", .split)])
  visitor.visit("decrement relaxed", right, [("release.count", .weaken(.relaxed))])
  visitor.visit("publish at reopen relaxed", right, [("open.publish", .weaken(.relaxed))])
}

private func visitMutex<V: MutantVisitor, L: Lock & ~Copyable, W: Word & ~Copyable>(
  _ visitor: inout V, _: L.Type, _: W.Type
) where L.Fault == Stop, W.Fault == Stop {
  let right = LockGuard<L, W>.self
  visitor.visit(
    "lease without the lock", right,
    [
      ("acquire.lock", .skip(answer: 0)), ("acquire.unlock", .skip(answer: 0)),
      ("release.unlock", .skip(answer: 0)),
    ])
  visitor.visit("lock given back before the use", LockGivenBackEarly<L, W>.self, [])
  visitor.visit("lock given back twice", UnlocksTwice<L, W>.self, [])
  visitor.visit("release forgotten", right, [("release.unlock", .skip(answer: 0))])
  visitor.visit("close forgets the flag", right, [("close.flag", .skip(answer: 0))])
  visitor.visit("refusal keeps the lock", right, [("acquire.unlock", .skip(answer: 0))])
}

private func visitSpinlock<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  let right = LockGuard<SpinLock<W>, W>.self
  visitor.visit("lock taken in two steps", right, [("acquire.lock", .split)])
  visitor.visit("unlock relaxed", right, [("release.unlock", .weaken(.relaxed))])
  visitor.visit("lock relaxed", right, [("acquire.lock", .weaken(.relaxed))])
}

/// Of sketches: small guards that exist for the tests alone.
private func visitSketches<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  visitor.visit("others granted after a won close", EarlyForItsCloser<W>.self, [])
  visitor.visitBriefly(
    "the first participant not looked at", QuiescentGuard<ScanWithoutFirst, W>.self)
  visitor.visitBriefly(
    "the middle participant not looked at", QuiescentGuard<ScanOfEnds, W>.self)
  visitor.visitBriefly("the first hazard not scanned", PlainHazardGuard<W, ScanWithoutFirst>.self)
  visitor.visitBriefly("the middle hazard not scanned", PlainHazardGuard<W, ScanWithoutMiddle>.self)
  visitor.visitBriefly("the last hazard not scanned", PlainHazardGuard<W, ScanWithoutLast>.self)
  visitor.visitBriefly(
    "the last participant not looked at", QuiescentGuard<ScanWithoutLast, W>.self)
  visitor.visit(
    "every second holder serves no other", LockGuard<SpinLoop<ForgetfulTicket, W>, W>.self, [])
  visitor.visit("round for ever at a taken lock", LockGuard<SpinLoop<Knocking, W>, W>.self, [])
}
