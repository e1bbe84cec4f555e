import GuardedServer
import Mutants
import Reactor
import SessionGuards
import Testing

/// The server names what it finds of a guard that breaks its contract, and survives it.
@Suite struct MutantTests {
  typealias Mutant<Mistake: Slip> = SlipGuard<Mistake, HardwareWord>
  typealias Path<Mistake: Slip> = SessionPath<Mutant<Mistake>, Witness, MemoryPort>

  /// Opens a session on descriptor 7, ends it, and opens the next one in its slot on descriptor 8.
  static func reopen<Mistake: Slip>(
    _ path: inout Path<Mistake>, _ port: MemoryPort
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

  static func table<Mistake: Slip>(
    _: Mistake.Type, _ change: (inout ServerConfiguration) -> Void = { _ in }
  ) -> SessionTable<Mutant<Mistake>> {
    var configuration: LanServer.Configuration = .init(slotCount: 1)
    change(&configuration)
    return try! SessionTable(Mutant<Mistake>.self, configuration)
  }

  @Test(arguments: FlushMode.allCases, [StrayRule.drop, .deliver])
  func `an entry for another session is named, and delivered only if the configuration says so`(
    flush: FlushMode, strays: StrayRule
  ) throws {
    let port = MemoryPort()
    let table = Self.table(GrantsTheRefused.self) {
      $0.flush = flush
      $0.strays = strays
    }
    var path = SessionPath(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
    let (old, new) = try Self.reopen(&path, port)
    var sender = OutsideSender(table, port: port)!
    sender.send([1].span, to: old)
    sender.send([2].span, to: new)
    _ = path.settle()
    #expect(
      table.violations == [Violation(.strayEntry, old, found: new.generation)])
    let expected: [[UInt8]] = strays == .deliver ? [[1], [2]] : [[2]]
    #expect(frames(port.wire(8).written).payloads == expected)
  }

  @Test func `a disconnect meant for another session is named`() throws {
    let port = MemoryPort()
    let table = Self.table(GrantsTheRefused.self)
    var path = SessionPath(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
    let (old, new) = try Self.reopen(&path, port)
    var sender = OutsideSender(table, port: port)!
    sender.disconnect(old)
    #expect(table.violations == [GuardedServer.Violation(.strayLease, old, found: new.generation)])
  }

  @Test func `a second report of a session is named, and its slot is freed once`() throws {
    let port = MemoryPort()
    let table = Self.table(ReclaimsTwice.self)
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
    let table = Self.table(ReportsTheLast.self)
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
    let table = Self.table(ReportsTheLeased.self)
    var path = SessionPath(table, reactor: 0, handler: Witness(diary: diary), port: port)
    let opened = path.open(fd: 7)
    let id = try #require(opened)
    path.welcome(id)
    var sender = OutsideSender(table, port: port)!
    sender.send([1].span, to: id)
    _ = path.settle()
    #expect(table.violations == [Violation(.earlyReport, id, found: id.generation)])
    let isOpen = path.isOpen(id)
    #expect(isOpen)
    #expect(diary.all == [.accepted(id), .noticed(.violations(1))])
  }

  @Test func `a close that the guard refuses is named`() throws {
    let port = MemoryPort()
    let table = Self.table(NoCloserWins.self)
    var path = SessionPath(table, reactor: 0, handler: Witness(diary: Diary()), port: port)
    _ = path.open(fd: 7)
    path.finishAll()
    #expect(table.violations.map(\.kind) == [.refusedClose])
  }

  #if DEBUG
  @Test func `a lease within a lease traps in a debug build`() async {
    await #expect(processExitsWith: .failure) {
      let table = try! SessionTable(Packed.self, ServerConfiguration())
      let port = MemoryPort { _ in
        var inner = OutsideSender(table, port: MemoryPort())!
        inner.send([1].span, to: SessionID(slot: 0, generation: 1))
      }
      var path = SessionPath(table, reactor: 0, handler: Echo(), port: port)
      let id = path.open(fd: 7)!
      path.welcome(id)
      var outer = OutsideSender(table, port: port)!
      outer.send([1].span, to: id)
    }
  }
  #endif
}
