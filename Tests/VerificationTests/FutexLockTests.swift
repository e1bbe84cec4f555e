import ModelChecker
import SessionGuards
import Testing
import Verification

/// The lock of `futex-mutex` by itself, over model words: under the scenarios of a guard it has too
/// many executions.
@Suite struct FutexLockTests {
  /// Threads that each take the lock so often, and use what it guards.
  private static func program<L: Lock & ~Copyable>(_: L.Type, rounds: [Int]) -> Program
  where L.Fault == Stop {
    Program { program in
      let shared = Shared<L>()
      for (thread, rounds) in rounds.enumerated() {
        program.thread("\(thread)") { () throws(Stop) in
          for _ in 0..<rounds {
            try shared.lock.lock("lock")
            try shared.data.write(try shared.data.read("read") + 1, "write")
            try shared.lock.unlock("unlock")
          }
        }
      }
    }
  }

  private final class Shared<L: Lock & ~Copyable>: Sendable {
    let lock = L()
    let data = ModelCell(0)
  }

  /// Two threads that take it twice, and three that take it once.
  private static let plays = [[2, 2], [1, 1, 1]]

  private func violation<L: Lock & ~Copyable>(
    of _: L.Type, _ alterations: [Alteration] = [], in plays: [[Int]] = plays
  ) -> Violation? where L.Fault == Stop {
    for rounds in plays {
      var setting = Setting(.releaseAcquire, alterations: alterations)
      setting.executionLimit = 200_000
      let report = Self.program(L.self, rounds: rounds).explore(.everyTrace, setting)
      if let violation = report.violation { return violation }
    }
    return nil
  }

  @Test(arguments: MemoryModel.allCases, plays)
  func `every execution excludes, orders what it guards, and ends`(
    _ memory: MemoryModel, _ rounds: [Int]
  ) {
    let report = Self.program(FutexLock<ModelWord>.self, rounds: rounds)
      .explore(.everyTrace, Setting(memory))
    #expect(report.isProof, "\(report.violation?.description ?? "")")
    #expect(report.executions > 10)
  }

  @Test(arguments: ["lock", "futex.retry", "futex.mark", "unlock"])
  func `every order that is weakened shows as a race`(_ site: String) {
    let found = violation(of: FutexLock<ModelWord>.self, [Alteration(site, .weaken(.relaxed))])
    #expect(found?.reason.hasPrefix("data race") == true)
  }

  @Test(arguments: [
    ("futex.wake", Alteration.Change.skip(answer: 0)), ("unlock", .skip(answer: 0)),
  ])
  func `a wake-up and an unlock that are forgotten leave a thread asleep for ever`(
    _ site: String, _ change: Alteration.Change
  ) {
    let found = violation(of: FutexLock<ModelWord>.self, [Alteration(site, change)])
    #expect(found?.reason.hasPrefix("blocked for ever") == true)
  }

  @Test func `a lock that is taken in two steps is taken twice`() {
    let found = violation(of: FutexLock<ModelWord>.self, [Alteration("lock", .split)])
    #expect(found?.reason.hasPrefix("data race") == true)
  }

  @Test func `what loses a wake-up leaves a thread asleep for ever`() {
    for found in [
      violation(of: ForgetsSleepers<ModelWord>.self), violation(of: WakesFirst<ModelWord>.self),
      violation(of: SleepsUnmarked<ModelWord>.self),
    ] {
      #expect(found?.reason.hasPrefix("blocked for ever") == true, "\(found?.reason ?? "")")
    }
  }

  @Test func `that a woken thread forgets the others takes a third thread to show`() {
    #expect(violation(of: ForgetsSleepers<ModelWord>.self, in: [[2, 2]]) == nil)
  }
}

// Locks that are wrong on purpose. The orders are those of the right one.

/// Wrong: a thread that was woken takes the lock as if no other slept, and wakes none.
private struct ForgetsSleepers<W: Word & ~Copyable>: Lock, ~Copyable where W.Fault == Stop {
  static var strategy: Strategy { .futexMutex }
  private let state = W(0)

  func lock(_ site: StaticString) throws(Stop) {
    // Acquire, all three: as in the right one.
    if try state.compareExchange(0, 1, .acquiring, site) == 0 { return }
    while try state.exchange(2, .acquiring, "futex.mark") != 0 {
      try state.sleep(while: 2, "futex.sleep")
      if try state.compareExchange(0, 1, .acquiring, "futex.woken") == 0 { return }
    }
  }

  func unlock(_ site: StaticString) throws(Stop) {
    // Release: as in the right one.
    if try state.exchange(0, .releasing, site) == 2 { try state.wakeOne("futex.wake") }
  }
}

/// Wrong: the sleeper that it wakes finds the lock taken, and sleeps again.
private struct WakesFirst<W: Word & ~Copyable>: Lock, ~Copyable where W.Fault == Stop {
  static var strategy: Strategy { .futexMutex }
  private let state = W(0)

  func lock(_ site: StaticString) throws(Stop) {
    // Acquire, both: as in the right one.
    if try state.compareExchange(0, 1, .acquiring, site) == 0 { return }
    while try state.exchange(2, .acquiring, "futex.mark") != 0 {
      try state.sleep(while: 2, "futex.sleep")
    }
  }

  func unlock(_ site: StaticString) throws(Stop) {
    // Relaxed: only a look. Release: as in the right one.
    if try state.load(.relaxed, "futex.look") == 2 { try state.wakeOne("futex.wake") }
    _ = try state.exchange(0, .releasing, site)
  }
}

/// Wrong: sleeps on a held lock without a sign that it does.
private struct SleepsUnmarked<W: Word & ~Copyable>: Lock, ~Copyable where W.Fault == Stop {
  static var strategy: Strategy { .futexMutex }
  private let state = W(0)

  func lock(_ site: StaticString) throws(Stop) {
    // Acquire: as in the right one.
    while try state.compareExchange(0, 1, .acquiring, site) != 0 {
      try state.sleep(while: 1, "futex.sleep")
    }
  }

  func unlock(_ site: StaticString) throws(Stop) {
    // Release: as in the right one.
    if try state.exchange(0, .releasing, site) == 2 { try state.wakeOne("futex.wake") }
  }
}
