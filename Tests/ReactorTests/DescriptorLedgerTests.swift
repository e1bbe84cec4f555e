import Reactor
import Testing

@Suite struct DescriptorLedgerTests {
  @Test func `what is opened by name is closed by its deinit`() throws {
    let ledger = DescriptorLedger()
    do {
      _ = try Poller(ledger: ledger)
      _ = try Wakeup(ledger: ledger)
      _ = try Listener(at: .loopback(), sharesPort: false, ledger: ledger)
    }
    #expect(ledger.openedCount == 2)
    #expect(ledger.closedCount == 2)
    #expect(ledger.keptCount == 0)
    #expect(ledger.mistakeCount == 0)
  }

  @Test func `what is kept is counted apart, and has a number of its own`() throws {
    let ledger = DescriptorLedger()
    let wakeup = try Wakeup(ledger: ledger)
    #expect(ledger.keptCount == 1 && ledger.openedCount == 0)
    ledger.closed(wakeup.fd)
    #expect(ledger.mistakeCount == 0)
    ledger.opened(wakeup.fd)
    ledger.opened(wakeup.fd)
    #expect(ledger.mistakeCount == 1, "it is open already")
  }

  @Test func `a descriptor closed twice is a mistake even if another one leaked`() {
    let ledger = DescriptorLedger()
    ledger.opened(5)
    ledger.opened(6)
    ledger.closed(5)
    ledger.closed(5)
    #expect(ledger.openedCount == ledger.closedCount)
    #expect(ledger.mistakeCount == 1)
  }

  @Test func `a number may be used again after its close`() {
    let ledger = DescriptorLedger()
    for _ in 0..<3 {
      ledger.opened(5)
      ledger.closed(5)
    }
    #expect(ledger.mistakeCount == 0)
  }

  @Test func `a failure names itself`() {
    #expect(Errno(code: 24).isDescriptorShortage)
    #expect(Errno(code: 24).description == "Too many open files (errno 24)")
  }
}
