import ModelChecker
import SessionGuards

/// Visits the mutants of `hazard`.
func visitHazard<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  let right = HazardGuard<W>.self
  visitor.visit("not announced", right, [("acquire.announce", .skip(answer: 0))])
  visitor.visit("announced without a fence", right, [("acquire.fence", .weaken(.relaxed))])
  visitor.visit("scanned without a fence", right, [("scan.fence", .weaken(.relaxed))])
  visitor.visit("announced after the look", HazardAnnouncedLate<W>.self, [])
  visitor.visit("state never looked at", HazardLooksAtNothing<W>.self, [])
  visitor.visit("generation never looked at", HazardOfAnyGeneration<W>.self, [])
  visitor.visit("withdrawal forgotten", right, [("release.withdraw", .skip(answer: 0))])
  visitor.visit("withdrawal relaxed", right, [("release.withdraw", .weaken(.relaxed))])
  visitor.visit("next announcement relaxed", right, [("acquire.announce", .weaken(.relaxed))])
  visitor.visit("closed by a store", right, [("close.flag", .exchange)])
  visitor.visit("result of the close misread", right, [("close.flag", .misread)])
  visitor.visit("scan finds no hazard", right, [("scan.look", .answer(0))])
  visitor.visit("kept sessions forgotten", right, [("collect.keep", .overwrite(0))])
  visitor.visit("fresh sessions forgotten", right, [("close.push", .skip(answer: 0))])
  visitor.visit(
    "of sessions closed in a batch all but the last forgotten", right,
    [("close.next", .overwrite(0))])
  visitor.visit("publish at reopen relaxed", right, [("open.publish", .weaken(.relaxed))])
}

/// Visits the mutants of `hazard-fenced`.
func visitHazardFenced<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  let right = HazardFencedGuard<W>.self
  visitor.visit(
    "announced without a fence", right, [("acquire.fence", .weaken(.acquiringAndReleasing))])
  visitor.visit(
    "scanned without a fence", right, [("scan.fence", .weaken(.acquiringAndReleasing))])
  visitor.visit("withdrawal forgotten", right, [("release.withdraw", .skip(answer: 0))])
  visitor.visit("withdrawal relaxed", right, [("release.withdraw", .weaken(.relaxed))])
  visitor.visit("closed by a store", right, [("close.flag", .exchange)])
  visitor.visit("result of the close misread", right, [("close.flag", .misread)])
  visitor.visit("scan finds no hazard", right, [("scan.look", .answer(0))])
  visitor.visit("publish at reopen relaxed", right, [("open.publish", .weaken(.relaxed))])
}

/// Visits the mutants of `hazard-promote`, and of the references that its leases become.
func visitHazardPromote<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  let right = PromotedGuard<HazardPromoteGuard<W>>.self
  visitor.visit(
    "announced without a fence", HazardPromoteGuard<W>.self,
    [("acquire.fence", .weaken(.relaxed))])
  visitor.visit(
    "withdrawal forgotten", HazardPromoteGuard<W>.self,
    [("release.withdraw", .skip(answer: 0))])
  visitor.visit("promotion not counted", right, [("promote.count", .skip(answer: 0))])
  visitor.visit("counted in two steps", right, [("promote.count", .split)])
  visitor.visit("counted after the hazard is gone", PromotesLate<W>.self, [])
  visitor.visit("count never looked at", right, [("collect.count", .answer(0))])
  visitor.visit("count looked at before the scan", LooksAtTheCountFirst<W>.self, [])
  visitor.visit("drop forgotten", right, [("drop.count", .skip(answer: 0))])
  visitor.visit("drop relaxed", right, [("drop.count", .weaken(.relaxed))])
}

/// Visits the mutants of `qsbr`.
func visitQSBR<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  let right = QSBRGuard<W>.self
  visitor.visit("never awake", right, [("wake.publish", .skip(answer: 0))])
  visitor.visit("awake without a fence", right, [("wake.fence", .weaken(.relaxed))])
  visitor.visit("aged without a fence", right, [("batch.fence", .weaken(.relaxed))])
  visitor.visit("aged before the fence", AgesBeforeTheFence<W>.self, [])
  visitor.visit("quiet under a lease", QuietUnderALease<W>.self, [])
  visitor.visit("rest forgotten", right, [("quiesce.rest", .skip(answer: 0))])
  visitor.visit("rest relaxed", right, [("quiesce.rest", .weaken(.relaxed))])
  visitor.visit("scan finds all at rest", right, [("scan.look", .answer(0))])
  visitor.visit("due too soon", right, [("collect.due", .answer(0))])
  visitor.visit("closed by a store", right, [("close.flag", .exchange)])
  visitor.visit("result of the close misread", right, [("close.flag", .misread)])
  visitor.visit("publish at reopen relaxed", right, [("open.publish", .weaken(.relaxed))])
}

/// Visits the mutants of `epoch`.
func visitEpoch<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  let right = EpochGuard<W>.self
  visitor.visit("not pinned", right, [("acquire.pin", .skip(answer: 0))])
  visitor.visit(
    "pinned without a fence", right, [("acquire.fence", .weaken(.acquiringAndReleasing))])
  visitor.visit(
    "kept without a fence", right, [("batch.fence", .weaken(.acquiringAndReleasing))])
  visitor.visit("one epoch is enough", OneEpochIsEnough<W>.self, [])
  visitor.visit("an old epoch read for the new one", right, [("batch.epoch", .answer(1))])
  visitor.visit("pin forgotten", right, [("release.unpin", .skip(answer: 0))])
  visitor.visit("pin given back relaxed", right, [("release.unpin", .weaken(.relaxed))])
  visitor.visit("scan finds no pin", right, [("scan.look", .answer(0))])
  visitor.visit("closed by a store", right, [("close.flag", .exchange)])
  visitor.visit("result of the close misread", right, [("close.flag", .misread)])
  visitor.visit("publish at reopen relaxed", right, [("open.publish", .weaken(.relaxed))])
}

/// Visits the mutants of `sharded-count`.
func visitShardedCount<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  let right = ShardedCountGuard<W>.self
  visitor.visit("not counted", right, [("acquire.announce", .skip(answer: 0))])
  visitor.visit("counted without a fence", right, [("acquire.fence", .weaken(.relaxed))])
  visitor.visit("added up without a fence", right, [("sum.fence", .weaken(.relaxed))])
  visitor.visit("refusal stays counted", right, [("acquire.withdraw", .skip(answer: 0))])
  visitor.visit("release forgotten", right, [("release.withdraw", .skip(answer: 0))])
  visitor.visit("release relaxed", right, [("release.withdraw", .weaken(.relaxed))])
  visitor.visit("sum of nothing", right, [("sum.look", .answer(0))])
  visitor.visit("closed by a store", right, [("close.flag", .exchange)])
  visitor.visit("result of the close misread", right, [("close.flag", .misread)])
  visitor.visit("publish at reopen relaxed", right, [("open.publish", .weaken(.relaxed))])
}

/// Visits the mutants of `visible-readers`.
func visitVisibleReaders<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  let right = VisibleReadersGuard<W>.self
  visitor.visit("entry taken without a look", right, [("acquire.enter", .exchange)])
  visitor.visit("entry taken in two steps", OneEntryForAll<W>.self, [("acquire.enter", .split)])
  visitor.visit(
    "entered without a fence", right, [("acquire.fence", .weaken(.acquiringAndReleasing))])
  visitor.visit(
    "scanned without a fence", right, [("scan.fence", .weaken(.acquiringAndReleasing))])
  visitor.visit("entry kept by a refusal", right, [("acquire.leave", .skip(answer: 0))])
  visitor.visit("release forgotten", right, [("release.leave", .skip(answer: 0))])
  visitor.visit("release relaxed", right, [("release.leave", .weaken(.relaxed))])
  visitor.visit("another's entry left", LeavesAnothersEntry<W>.self, [])
  visitor.visit("scan finds no reader", right, [("scan.look", .answer(0))])
  visitor.visit("closed by a store", right, [("close.flag", .exchange)])
  visitor.visit("result of the close misread", right, [("close.flag", .misread)])
  visitor.visit("publish at reopen relaxed", right, [("open.publish", .weaken(.relaxed))])
}

/// Wrong: looks, and then announces what it was granted.
private struct HazardAnnouncedLate<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<HazardGuard<W>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Acquire: as in the right one.
    let state = try right.sessions.sessions.entries[id.slot].state.load(
      .acquiring, "acquire.look")
    if state != DeferredTable<W>.live(id) { return nil }
    // Release: as in the right one.
    try right.sessions.held[me.index].store(id.rawValue, .releasing, "acquire.announce")
    try right.sessions.held[me.index].lightFence("acquire.fence")
    return Lease(id)
  }
}

/// Wrong: announces, and is granted whatever it asks for.
private struct HazardLooksAtNothing<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<HazardGuard<W>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Release: as in the right one.
    try right.sessions.held[me.index].store(id.rawValue, .releasing, "acquire.announce")
    try right.sessions.held[me.index].lightFence("acquire.fence")
    return Lease(id)
  }
}

/// Wrong: grants an open session, whatever its generation.
private struct HazardOfAnyGeneration<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<HazardGuard<W>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    // Release: as in the right one.
    try right.sessions.held[me.index].store(id.rawValue, .releasing, "acquire.announce")
    try right.sessions.held[me.index].lightFence("acquire.fence")
    // Acquire: as in the right one.
    let state = try right.sessions.sessions.entries[id.slot].state.load(
      .acquiring, "acquire.look")
    if state >> 32 == 1 { return Lease(id) }
    // Release: as in the right one.
    try right.sessions.held[me.index].store(0, .releasing, "acquire.withdraw")
    return nil
  }
}

/// Wrong: gives the hazard back, and then counts the reference.
private struct PromotesLate<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<PromotedGuard<HazardPromoteGuard<W>>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    guard let lease = try right.sessions.inner.hazards.acquire(id, as: me) else { return nil }
    try right.sessions.inner.hazards.release(lease, as: me)
    // Relaxed: as in the right one.
    _ = try right.sessions.inner.references[id.slot].add(1, .relaxed, "promote.count")
    return Lease(id)
  }
}

/// Wrong: a collection looks at the count, and then for hazards.
private struct LooksAtTheCountFirst<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<PromotedGuard<HazardPromoteGuard<W>>>

  func quiesce(as me: borrowing Participant) throws(Stop) {
    let waiting = try right.sessions.inner.hazards.sessions.waiting(for: me)
    guard waiting != 0 else { return }
    try right.sessions.inner.hazards.held[me.index].heavyFence("scan.fence")
    try right.sessions.inner.hazards.sessions.collect(waiting, for: me.index) { () throws(Stop) in
    } isHeld: { (id) throws(Stop) in
      // Acquire, both: as in the right one.
      if try right.sessions.inner.references[id.slot].load(.acquiring, "collect.count") != 0 {
        return true
      }
      for index in 0..<Slot(right.sessions.inner.hazards.held.count) {
        if try right.sessions.inner.hazards.held[index].load(.acquiring, "scan.look") == id.rawValue
        {
          return true
        }
      }
      return false
    }
  }
}

/// Wrong: the age rises before the fence has gone through all threads.
private struct AgesBeforeTheFence<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<QSBRGuard<W>>

  func close(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Bool {
    // Relaxed: as in the right one, but before OPEN is gone.
    _ = try right.sessions.now[0].add(1, .relaxed, "close.age")
    return try right.close(id, as: me)
  }

  func quiesce(as me: borrowing Participant) throws(Stop) {
    // Release: as in the right one.
    try right.sessions.awake[me.index].store(0, .releasing, "quiesce.rest")
    let waiting = try right.sessions.sessions.waiting(for: me)
    guard waiting != 0 else { return }
    // Relaxed: it is no newer than the age at which the session may go.
    let age = try right.sessions.now[0].load(.relaxed, "batch.age")
    try right.sessions.now[0].heavyFence("batch.fence")
    try right.sessions.sessions.collect(waiting, for: me.index) { () throws(Stop) in
    } isHeld: { (_) throws(Stop) in
      for index in 0..<Slot(right.sessions.awake.count) {
        // Acquire: as in the right one.
        let since = try right.sessions.awake[index].load(.acquiring, "scan.look")
        if since != 0, since < age { return true }
      }
      return false
    }
  }
}

/// Wrong: says that it holds nothing as soon as a lease is granted.
private struct QuietUnderALease<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<QSBRGuard<W>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    guard let lease = try right.acquire(id, as: me) else { return nil }
    // Release: as in the right one, too soon.
    try right.sessions.awake[me.index].store(0, .releasing, "acquire.rest")
    return lease
  }
}

/// Wrong: what was closed in an epoch is reclaimed in the next.
private struct OneEpochIsEnough<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<EpochGuard<W>>

  func quiesce(as me: borrowing Participant) throws(Stop) {
    let waiting = try right.sessions.sessions.waiting(for: me)
    guard waiting != 0 else { return }
    // Sequentially consistent: as in the right one.
    try right.sessions.epoch[0].fence(.sequentiallyConsistent, "batch.fence")
    // Acquire: as in the right one.
    var now = try right.sessions.epoch[0].add(0, .acquiring, "batch.epoch")
    guard try right.sessions.advance(from: &now) else { return }
    try right.sessions.sessions.collect(waiting, for: me.index) { () throws(Stop) in
    } isHeld: { (_) throws(Stop) in
      false
    }
  }
}

/// Wrong where the entry is not exchanged whole: all threads begin at one entry.
private struct OneEntryForAll<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<VisibleReadersGuard<W>>

  func acquire(_ id: SessionID, as me: borrowing Participant) throws(Stop) -> Lease<Stop>? {
    var entry: Slot = 0
    // Relaxed: as in the right one.
    while try right.sessions.readers[entry].compareExchange(
      0, id.rawValue, .relaxed, "acquire.enter")
      != 0
    {
      entry = (entry &+ 1) & right.sessions.last
    }
    try right.sessions.readers[entry].fenceAfterUpdate("acquire.fence")
    // Acquire: as in the right one.
    let state = try right.sessions.sessions.entries[id.slot].state.load(.acquiring, "acquire.look")
    if state == DeferredTable<W>.live(id) { return Lease(id, tag: entry) }
    // Relaxed: as in the right one.
    try right.sessions.readers[entry].store(0, .relaxed, "acquire.leave")
    return nil
  }
}

/// Wrong: leaves the entry where its search began, though another thread has it.
private struct LeavesAnothersEntry<W: Word & ~Copyable>: Rewritten where W.Fault == Stop {
  let right: Right<VisibleReadersGuard<W>>

  func release(_ lease: consuming Lease<Stop>, as me: borrowing Participant) throws(Stop) {
    let first = right.sessions.place(0, me)
    _ = lease.end()
    // Release: as in the right one.
    try right.sessions.readers[first].store(0, .releasing, "release.leave")
  }
}
