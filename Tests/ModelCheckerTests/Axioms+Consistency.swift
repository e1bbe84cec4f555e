/// A relation over at most 16 events: row `a` has bit `b` if a is related to b.
struct Relation {
  private(set) var rows: [UInt16]

  init(_ count: Int) { rows = Array(repeating: 0, count: count) }

  mutating func insert(_ one: Int, _ other: Int) { rows[one] |= 1 << UInt16(other) }
  func contains(_ one: Int, _ other: Int) -> Bool { rows[one] & 1 << UInt16(other) != 0 }

  func union(_ other: Relation) -> Relation {
    var result = self
    for row in rows.indices { result.rows[row] |= other.rows[row] }
    return result
  }

  /// First this one, then the other.
  func then(_ other: Relation) -> Relation {
    var result = Relation(rows.count)
    for one in rows.indices {
      for middle in rows.indices where contains(one, middle) {
        result.rows[one] |= other.rows[middle]
      }
    }
    return result
  }

  var closed: Relation {
    var result = self
    for middle in rows.indices {
      for one in rows.indices where result.contains(one, middle) {
        result.rows[one] |= result.rows[middle]
      }
    }
    return result
  }

  var isIrreflexive: Bool { rows.indices.allSatisfy { !contains($0, $0) } }
  var isAcyclic: Bool { closed.isIrreflexive }
}

extension Axioms {
  func isConsistent(_ candidate: Candidate) -> Bool {
    let program = programOrder, reads = readsFrom(candidate), writes = writeOrder(candidate)
    let inTime = program.union(reads).union(writes)
    // Left out on purpose: load buffering, and orders of writes against the order in time.
    guard allowsLoadBuffering || inTime.isAcyclic, isAtomic(candidate) else { return false }
    let communication = reads.union(writes).union(fromReads(candidate)).closed
    let before = program.union(synchronizes(candidate, program)).closed
    guard before.isIrreflexive, before.then(communication).isIrreflexive,
      communication.isIrreflexive
    else { return false }
    let fences = fenceOrder(before, communication)
    return fences.isAcyclic && (allowsLoadBuffering || inTime.union(fences).isAcyclic)
  }

  private var programOrder: Relation {
    var relation = Relation(events.count)
    for one in events.indices {
      for other in events.indices.dropFirst(one + 1)
      where events[one].thread == events[other].thread { relation.insert(one, other) }
    }
    return relation
  }

  private func readsFrom(_ candidate: Candidate) -> Relation {
    var relation = Relation(events.count)
    for (read, write) in candidate.source.enumerated() where write >= 0 {
      relation.insert(write, read)
    }
    return relation
  }

  private func writeOrder(_ candidate: Candidate) -> Relation {
    var relation = Relation(events.count)
    for writes in candidate.writes {
      for (place, write) in writes.enumerated() {
        for later in writes[(place + 1)...] { relation.insert(write, later) }
      }
    }
    return relation
  }

  /// From a read to the writes that replace what it read.
  private func fromReads(_ candidate: Candidate) -> Relation {
    var relation = Relation(events.count)
    for (read, event) in events.enumerated() where event.reads {
      let writes = candidate.writes[event.location]
      let place = writes.firstIndex(of: candidate.source[read]) ?? -1
      for later in writes[(place + 1)...] where later != read { relation.insert(read, later) }
    }
    return relation
  }

  /// Nothing comes between what a read-modify-write read and what it wrote.
  private func isAtomic(_ candidate: Candidate) -> Bool {
    events.indices.allSatisfy { index in
      guard events[index].reads, candidate.isWrite[index],
        let place = candidate.writes[events[index].location].firstIndex(of: index)
      else { return true }
      let last = place == 0 ? -1 : candidate.writes[events[index].location][place - 1]
      return candidate.source[index] == last
    }
  }

  /// From a release to the acquires that read its write, or one that a chain of read-modify-writes
  /// made of it; a fence stands for the writes after it and the reads before it.
  private func synchronizes(_ candidate: Candidate, _ program: Relation) -> Relation {
    var relation = Relation(events.count)
    for (read, event) in events.enumerated() where event.reads {
      let targets = acquirers(read, event, program)
      var write = candidate.source[read]
      while write >= 0 {
        for source in releasers(write, program) {
          for target in targets { relation.insert(source, target) }
        }
        guard events[write].reads else { break }
        write = candidate.source[write]
      }
    }
    return relation
  }

  private func acquirers(_ read: Int, _ event: Event, _ program: Relation) -> [Int] {
    events.indices.filter {
      $0 == read && event.acquires || events[$0].isAcquireFence && program.contains(read, $0)
    }
  }

  private func releasers(_ write: Int, _ program: Relation) -> [Int] {
    events.indices.filter {
      $0 == write && events[$0].releases
        || events[$0].isReleaseFence && program.contains($0, write)
    }
  }

  /// Between sequentially consistent fences, and between a heavy and a light one.
  private func fenceOrder(_ before: Relation, _ communication: Relation) -> Relation {
    let all = before.union(before.then(communication).then(before))
    var relation = Relation(events.count)
    for one in events.indices {
      for other in events.indices
      where isOrdering(events[one], events[other]) && all.contains(one, other) {
        relation.insert(one, other)
      }
    }
    return relation
  }

  private func isOrdering(_ one: Event, _ other: Event) -> Bool {
    if one.isSequentialFence, other.isSequentialFence { return true }
    let kinds = (one.kind, other.kind)
    return kinds == (.lightFence, .heavyFence) || kinds == (.heavyFence, .lightFence)
  }
}
