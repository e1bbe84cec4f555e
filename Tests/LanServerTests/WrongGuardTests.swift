import LanServer
import Reactor
import SessionGuards
import Testing

/// How a guard breaks its word.
protocol Mistake: Sendable {
  static var grantsEverything: Bool { get }
  static var reportsTwice: Bool { get }
  static var reportsEarly: Bool { get }
  static var reportsAgainLater: Bool { get }
  static var refusesClose: Bool { get }
}

extension Mistake {
  static var grantsEverything: Bool { false }
  static var reportsTwice: Bool { false }
  static var reportsEarly: Bool { false }
  static var reportsAgainLater: Bool { false }
  static var refusesClose: Bool { false }
}

enum GrantsEverything: Mistake { static let grantsEverything = true }
enum ReportsTwice: Mistake { static let reportsTwice = true }
enum ReportsEarly: Mistake { static let reportsEarly = true }
enum ReportsAgainLater: Mistake { static let reportsAgainLater = true }
enum RefusesClose: Mistake { static let refusesClose = true }

/// A packed guard that makes one mistake.
struct Wrong<M: Mistake>: SessionGuard, ~Copyable {
  static var strategy: Strategy { .packed }
  let packed: PackedGuard<HardwareWord>
  let reclaim: Reclaim<Never>

  init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>
  ) {
    self.reclaim = reclaim
    packed = PackedGuard(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration
    ) { (id) throws(Never) in
      reclaim(id)
      if M.reportsTwice { reclaim(id) }
    }
  }

  func open(_ slot: Slot) -> SessionID? {
    let id = packed.open(slot)
    if M.reportsAgainLater, let id, id.generation > 1 {
      reclaim(SessionID(slot: slot, generation: id.generation - 1))
    }
    return id
  }

  func acquire(
    _ id: SessionID, as participant: borrowing Participant
  ) -> Lease<Never>? {
    if M.grantsEverything { return Lease(id) }
    return packed.acquire(id, as: participant)
  }

  func release(
    _ lease: consuming Lease<Never>, as participant: borrowing Participant
  ) {
    if M.reportsEarly { reclaim(lease.id) }
    if M.grantsEverything {
      _ = lease.end()
    } else {
      packed.release(lease, as: participant)
    }
  }

  func close(_ id: SessionID, as participant: borrowing Participant) -> Bool {
    packed.close(id, as: participant) && !M.refusesClose
  }
}

@Suite struct WrongGuardTests {
  typealias Path<M: Mistake> = SessionPath<Wrong<M>, Witness, MemoryPort>

  /// Opens a session on descriptor 7, ends it, and opens the next one in its slot on descriptor 8.
  static func reopen<M: Mistake>(
    _ path: inout Path<M>, _ port: MemoryPort
  ) throws -> (old: SessionID, new: SessionID) {
    port.change(7) { $0.incoming = [[]] }
    let old = path.open(fd: 7)
    path.welcome(try #require(old))
    path.serve(try #require(old))
    _ = path.settle()
    let new = path.open(fd: 8)
    path.welcome(try #require(new))
    return (try #require(old), try #require(new))
  }

  static func table<M: Mistake>(
    _: M.Type, _ change: (inout ServerPlan) -> Void = { _ in }
  ) -> SessionTable<Wrong<M>> {
    var plan = ServerPlan()
    plan.slotCount = 1
    change(&plan)
    return try! SessionTable(Wrong<M>.self, plan)
  }

  @Test(arguments: FlushMode.allCases, [StrayRule.drop, .deliver])
  func `an entry for another session is named, and delivered only if the plan says so`(
    flush: FlushMode, strays: StrayRule
  ) throws {
    let port = MemoryPort()
    let table = Self.table(GrantsEverything.self) {
      $0.flush = flush
      $0.strays = strays
    }
    var path = SessionPath(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
    let (old, new) = try Self.reopen(&path, port)
    var sender = OutsideSender(table, port: port)!
    _ = sender.send(old, [1].span)
    _ = sender.send(new, [2].span)
    _ = path.settle()
    #expect(
      table.violations == [Violation(.strayEntry, old, found: new.generation)])
    let expected: [[UInt8]] = strays == .deliver ? [[1], [2]] : [[2]]
    #expect(frames(port.wire(8).written).payloads == expected)
  }

  @Test func `a disconnect meant for another session is named`() throws {
    let port = MemoryPort()
    let table = Self.table(GrantsEverything.self)
    var path = SessionPath(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
    let (old, new) = try Self.reopen(&path, port)
    var sender = OutsideSender(table, port: port)!
    _ = sender.disconnect(old)
    #expect(table.violations == [Violation(.strayLease, old, found: new.generation)])
  }

  @Test func `a second report of a session is named, and its slot is freed once`() throws {
    let port = MemoryPort()
    let table = Self.table(ReportsTwice.self)
    var path = SessionPath(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
    let (old, _) = try Self.reopen(&path, port)
    #expect(table.violations == [Violation(.secondReport, old, found: old.generation)])
    #expect(table.counters.released == 1)
    let isFree = path.hasFreeSlot
    #expect(!isFree)
    #expect(port.wire(7).closes.count == 1)
  }

  @Test func `a report of a session that was torn down already is named`() throws {
    let port = MemoryPort()
    let table = Self.table(ReportsAgainLater.self)
    var path = SessionPath(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
    let (old, new) = try Self.reopen(&path, port)
    _ = path.settle()
    #expect(table.violations == [Violation(.secondReport, old, found: new.generation)])
    let isOpen = path.isOpen(new)
    #expect(isOpen)
  }

  @Test func `a report of a session that is still open is named, and the session goes on`() throws {
    let port = MemoryPort()
    let diary = Diary()
    let table = Self.table(ReportsEarly.self)
    var path = SessionPath(table, reactor: 0, handler: Witness(diary: diary), port: port)
    let opened = path.open(fd: 7)
    let id = try #require(opened)
    path.welcome(id)
    var sender = OutsideSender(table, port: port)!
    _ = sender.send(id, [1].span)
    _ = path.settle()
    #expect(table.violations == [Violation(.earlyReport, id, found: id.generation)])
    let isOpen = path.isOpen(id)
    #expect(isOpen)
    #expect(diary.all == [.accepted(id), .trouble(.violations(1))])
  }

  @Test func `a close that the guard refuses is named`() throws {
    let port = MemoryPort()
    let table = Self.table(RefusesClose.self)
    var path = SessionPath(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
    _ = path.open(fd: 7)
    path.finishAll()
    #expect(table.violations.map(\.kind) == [.refusedClose])
  }

  #if DEBUG
  @Test func `a lease within a lease traps in a debug build`() async {
    await #expect(processExitsWith: .failure) {
      let table = try! SessionTable(Packed.self, ServerPlan())
      let port = MemoryPort { _ in
        var inner = OutsideSender(table, port: MemoryPort())!
        _ = inner.send(SessionID(slot: 0, generation: 1), [1].span)
      }
      var path = SessionPath(table, reactor: 0, handler: Echo(), port: port)
      let id = path.open(fd: 7)!
      path.welcome(id)
      var outer = OutsideSender(table, port: port)!
      _ = outer.send(id, [1].span)
    }
  }
  #endif
}
