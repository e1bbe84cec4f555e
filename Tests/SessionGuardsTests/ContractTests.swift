import SessionGuards
import Testing
import WordSeam

/// Every strategy but the floor keeps the contract under every interleaving with two preemptions.
@Suite struct ContractTests {
  /// Two senders, one of them late, against close and reopen.
  struct SendsAgainstReopen: Judge {
    func judge<Guard: SessionGuard & ~Copyable>(_: Guard.Type) -> [String]
    where Guard.Fault == Never {
      var explorer = Explorer(preemptionLimit: 2)
      return explorer.explore {
        let play = Play<Guard>()
        let first = play.open()
        return (
          [
            { play.send(to: first, as: 1) },
            { play.send(to: play.lifetimes.current!, as: 2) },
            {
              play.closeAndReopen(first, as: 0)
              let second = play.lifetimes.current!
              play.close(second, as: 0)
            },
          ], play.lifetimes
        )
      }
    }
  }

  /// Two threads that both disconnect the session, and a sender.
  struct TwoClosers: Judge {
    func judge<Guard: SessionGuard & ~Copyable>(_: Guard.Type) -> [String]
    where Guard.Fault == Never {
      var explorer = Explorer(preemptionLimit: 2)
      return explorer.explore {
        let play = Play<Guard>()
        let id = play.open()
        return (
          [
            { play.close(id, as: 0) }, { play.close(id, as: 1) }, { play.send(to: id, as: 2) },
          ], play.lifetimes
        )
      }
    }
  }

  @Test func `no interleaving of sends with close and reopen breaks the contract`() {
    for (name, violations) in onScriptedWords(SendsAgainstReopen()) {
      #expect(violations.isEmpty, "\(name)")
    }
  }

  @Test func `exactly one of two closers wins and the session is reclaimed once`() {
    for (name, violations) in onScriptedWords(TwoClosers()) {
      #expect(violations.isEmpty, "\(name)")
    }
  }

  @Test func `every strategy but the floor is under test`() {
    #expect(
      Set(onHardware(Names()).keys) == [
        "mutex", "spinlock", "flag-count", "double-cas", "stdlib-mutex", "packed",
      ])
    #expect(
      Set(onScriptedWords(Names()).keys).union(["stdlib-mutex"]) == Set(onHardware(Names()).keys))
  }

  struct Names: Judge {
    func judge<Guard: SessionGuard & ~Copyable>(_: Guard.Type) -> String
    where Guard.Fault == Never { Guard.strategy.name }
  }
}
