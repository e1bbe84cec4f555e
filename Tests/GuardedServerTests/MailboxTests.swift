import Reactor
import SessionGuards
import Synchronization
import Testing

@testable import GuardedServer

@Suite struct MailboxTests {
  /// The order of events that a late thread sees: it reads that the reactor sleeps, an event wakes
  /// the reactor, the server is stopped, and only then the thread writes its signal.
  @Test func `a signal that comes after the stop still has its wake-up`() throws {
    let running = try Running { $0.reactorCount = 2 }
    let server = running.server
    let sender = server.makeSender()
    let counters = running.stop()
    #expect(counters.descriptorsKept == 2)
    for reactor in 0..<2 {
      let mailbox = unsafe server.table.slab.mailboxes + reactor
      // Sequentially consistent: a test has no reason to be subtle.
      _ = unsafe mailbox.pointee.sleep.exchange(1, ordering: .sequentiallyConsistent)
      let isSignalled = unsafe mailbox.pointee.wake()
      #expect(isSignalled)
    }
    withExtendedLifetime(sender) {}
  }

  @Test func `the wake-ups end with the last thread that keeps the sessions`() throws {
    let ledger: DescriptorLedger
    do {
      var sender: LanServer<Packed>.Sender?
      do {
        let server = try LanServer(Packed.self, ServerConfiguration())
        ledger = server.table.ledger
        sender = server.makeSender()
        server.stop()
      }
      let isRefused = sender?.send([1].span, to: SessionID(slot: 0, generation: 1)) == false
      #expect(isRefused)
      #expect(ledger.keptCount == 1)
    }
    #expect(ledger.keptCount == 0 && ledger.mistakeCount == 0)
  }
}
