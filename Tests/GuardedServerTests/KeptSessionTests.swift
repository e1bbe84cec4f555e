import Reactor
import SessionGuards
import Testing

@testable import GuardedServer

/// Sessions on a port without a kernel, under a guard whose leases may be promoted.
private struct KeepingBench<Guard: PromotingGuard & ~Copyable>: ~Copyable
where Guard.Fault == Never {
  let port = MemoryPort()
  let diary = Diary()
  let table: SessionTable<Guard>
  var path: SessionPath<Guard, Witness, MemoryPort>
  var sender: OutsideSender<Guard, MemoryPort>

  init(
    _: Guard.Type = Guards.HazardPromote.self,
    _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) {
    var configuration = ServerConfiguration(slotCount: 1)
    configuration.outsideSenderCount = 1
    change(&configuration)
    table = try! SessionTable(Guard.self, configuration)
    path = SessionPath(table, reactor: 0, handler: Witness(diary: diary), port: port)
    sender = OutsideSender(table, port: port)!
  }

  /// A session on `fd`, whose peer ends the stream at the first read.
  mutating func open(_ fd: Int32) throws -> SessionID {
    port.change(fd) { $0.incoming = [[]] }
    let opened = path.open(fd: fd)
    let id = try #require(opened)
    path.welcome(id)
    return id
  }

  /// The same, and the session is kept.
  mutating func openKept(_ fd: Int32) throws -> KeptSession<Guard> {
    let id = try open(fd)
    guard let kept = sender.keep(id) else { throw NotKept() }
    #expect(kept.id == id)
    return kept
  }

  /// Ends the batch three times; returns how many sessions were released.
  mutating func settle() -> Int { (0..<3).reduce(0) { sum, _ in sum + path.settle() } }
}

private struct NotKept: Error {}

@Suite struct KeptSessionTests {
  @Test func `a session whose client is gone is released when it is dropped, and not before`()
    throws
  {
    var bench = KeepingBench()
    let kept = try bench.openKept(7)
    bench.path.serve(kept.id)
    let whileKept = bench.settle()
    let isFull = !bench.path.hasFreeSlot
    #expect(whileKept == 0 && isFull)
    #expect(bench.port.wire(7).closes.isEmpty && bench.diary.released.isEmpty)
    kept.drop()
    let afterwards = bench.settle()
    #expect(afterwards == 1)
    #expect(bench.port.wire(7).closes.count == 1 && bench.diary.released == [.peerEnded])
  }

  @Test func `a session that is kept twice is released after the last drop`() throws {
    var bench = KeepingBench()
    let first = try bench.openKept(7)
    guard let second = bench.sender.keep(first.id) else { throw NotKept() }
    bench.path.serve(first.id)
    first.drop()
    let afterOne = bench.settle()
    #expect(afterOne == 0)
    second.drop()
    let afterBoth = bench.settle()
    #expect(afterBoth == 1)
  }

  @Test func `a kept session takes no sender's place, and keeps the sessions' memory`() throws {
    func keep() throws -> KeptSession<Guards.HazardPromote> {
      var configuration = ServerConfiguration(slotCount: 1)
      configuration.outsideSenderCount = 1
      let table = try SessionTable(Guards.HazardPromote.self, configuration)
      let port = MemoryPort()
      var path = SessionPath(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
      let id = path.open(fd: 7)!
      path.welcome(id)
      func keep() -> KeptSession<Guards.HazardPromote>? {
        var sender = OutsideSender(table, port: port)
        return sender?.keep(id)
      }
      guard let kept = keep(), keep() != nil else { throw NotKept() }
      return kept
    }
    let kept = try keep()
    let isTaken = kept.send([1].span)
    #expect(isTaken)
  }

  @Test func `an id that is stale, or never was, is not kept`() throws {
    var bench = KeepingBench()
    let old = try bench.open(7)
    bench.path.serve(old)
    _ = bench.settle()
    let new = try bench.open(8)
    for id in [old, SessionID(slot: new.slot, generation: 99), SessionID(slot: 9, generation: 1)] {
      let isKept = bench.sender.keep(id) != nil
      #expect(!isKept)
    }
  }

  // MARK: - Sending

  @Test(arguments: FlushMode.allCases)
  func `the reactor writes what is sent to a kept session, in order`(flush: FlushMode) throws {
    var bench = KeepingBench { $0.flush = flush }
    let kept = try bench.openKept(7)
    for number: UInt8 in 1...3 {
      let isTaken = kept.send([number].span)
      #expect(isTaken)
    }
    #expect(bench.port.wire(7).written.isEmpty)
    _ = bench.settle()
    #expect(frames(bench.port.wire(7).written).payloads == [[1], [2], [3]])
    #expect(bench.port.wire(7).writeCount == 1 && bench.table.counters.sendsAccepted == 3)
  }

  @Test func `a kept session that has ended takes nothing, and nothing reaches the next one`()
    throws
  {
    var bench = KeepingBench()
    let kept = try bench.openKept(7)
    bench.path.serve(kept.id)
    let answers = [kept.send([1].span), kept.disconnect()]
    #expect(answers == [false, false])
    kept.drop()
    _ = bench.settle()
    _ = try bench.open(8)
    _ = bench.settle()
    #expect(bench.port.wire(7).written.isEmpty && bench.port.wire(8).written.isEmpty)
    let counters = bench.table.counters
    #expect(counters.sendsRefused == 1 + 1, "the witness's farewell is the other")
    #expect(counters.sendsLost == 0 && counters.violations == 0)
  }

  @Test func `a kept session of a server that is drained takes nothing more`() throws {
    var bench = KeepingBench()
    let kept = try bench.openKept(7)
    kept.send([1].span)
    bench.path.drainAll()
    let isTaken = kept.send([2].span)
    #expect(!isTaken)
    _ = bench.settle()
    #expect(bench.port.wire(7).written == Client.frame([1]))
  }

  // MARK: - Ending

  @Test func `a disconnect ends a kept session once, after what was sent`() throws {
    var bench = KeepingBench()
    let kept = try bench.openKept(7)
    kept.send([1].span)
    let answers = [kept.disconnect(), kept.disconnect(), kept.send([2].span)]
    #expect(answers == [true, false, false])
    #expect(bench.port.wire(7).shutdowns.isEmpty, "its reactor shuts down")
    _ = bench.settle()
    #expect(bench.port.wire(7).written == Client.frame([1]))
    #expect(bench.port.wire(7).shutdowns == [.both])
    bench.path.serve(kept.id)
    kept.drop()
    _ = bench.settle()
    #expect(bench.diary.released == [.disconnected])
  }

  @Test func `a kept session without room ends as a slow reader`() throws {
    var bench = KeepingBench { $0.queueBytes = 4096 }
    let kept = try bench.openKept(7)
    bench.port.change(7) { $0.room = 100 }
    while kept.send(Array(repeating: 1, count: 50).span) {}
    _ = bench.settle()
    #expect(bench.port.wire(7).shutdowns == [.both])
    bench.path.serve(kept.id)
    kept.drop()
    _ = bench.settle()
    #expect(bench.diary.released == [.slowReader])
    #expect(bench.port.wire(7).closes == [true])
    let counters = bench.table.counters
    let delivered = frames(bench.port.wire(7).written).payloads.count
    #expect(counters.sendsAccepted == delivered + counters.sendsLost)
  }

  // MARK: - A guard that is not right

  @Test func `a promotion that is not counted is found, and reaches no other client`() throws {
    var bench = KeepingBench(PromotesUncounted.self)
    let kept = try bench.openKept(7)
    bench.path.serve(kept.id)
    let whileKept = bench.settle()
    #expect(whileKept == 1, "this is the mistake")
    let next = try bench.open(8)
    kept.send([1].span)
    _ = bench.settle()
    #expect(
      bench.table.violations == [Violation(.strayEntry, kept.id, found: next.generation)])
    #expect(bench.port.wire(8).written.isEmpty)
    kept.disconnect()
    #expect(
      bench.table.violations.last == Violation(.strayLease, kept.id, found: next.generation))
  }
}

/// Wrong: a reference is not counted, so that its session is reclaimed as soon as it is closed.
private struct PromotesUncounted: PromotingGuard, ~Copyable {
  static var strategy: Strategy { .hazardPromote }
  static var promotedStrategy: Strategy { .hazardPromote }
  private let right: Guards.HazardPromote

  init(slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>) {
    right = Guards.HazardPromote(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration,
      reclaim: reclaim)
  }

  func open(_ slot: Slot) -> SessionID? { right.open(slot) }
  func acquire(_ id: SessionID, as me: borrowing Participant) -> Lease<Never>? {
    right.acquire(id, as: me)
  }
  func release(_ lease: consuming Lease<Never>, as me: borrowing Participant) {
    right.release(lease, as: me)
  }
  func close(_ id: SessionID, as me: borrowing Participant) -> Bool { right.close(id, as: me) }
  func quiesce(as me: borrowing Participant) { right.quiesce(as: me) }

  func promote(
    _ lease: consuming Lease<Never>, as me: borrowing Participant
  ) -> SessionReference<Never> {
    let id = lease.id
    right.release(lease, as: me)
    return SessionReference(id)
  }
  func drop(_ reference: consuming SessionReference<Never>) { _ = reference.end() }
}
