import SessionGuards
import Testing
import WordSeam

/// Guards that are wrong on purpose, each killed by the interleaving that exposes it.
///
/// Each is `flag-count` with an access that goes wrong; the correct one survives the same scripts.
@Suite struct WrongGuardTests {
  typealias FlagCount<S: Seam> = FlagCountGuard<SeamWord<S>>
  static var released: UInt64 { 1 << 63 }

  /// The IO count alone decides: no flag is looked at, and whoever sees zero releases.
  enum CountOnly: ScriptedSeam {
    static var tampers: [String: Tamper] {
      ["acquire.count": .hide(released), "rundown.claim": .exchange]
    }
  }

  /// Count and flag are tested in one step, and the flag set in another.
  enum TwoStepTest: ScriptedSeam {
    static var tampers: [String: Tamper] { ["rundown.claim": .split] }
  }

  /// The reopened session starts with a count of one, whoever is still about to undo.
  enum CountStoredAtReopen: ScriptedSeam {
    static var tampers: [String: Tamper] { ["open.publish": .overwrite(1)] }
  }

  /// The sender adds and goes ahead.
  enum FlagNeverChecked: ScriptedSeam {
    static var tampers: [String: Tamper] { ["acquire.count": .hide(released)] }
  }

  /// A sender gets in between the last decrement and the release.
  func sendDuringRundown<S: Seam>(_: S.Type) -> [String] {
    let play = Play<FlagCount<S>>()
    let id = play.open()
    let script = Script([{ play.close(id, as: 0) }, { play.send(to: id, as: 1) }])
    script.run(0, until: "rundown.claim")
    if S.tampers["rundown.claim"] == .split { script.run(0, until: "rundown.claim") }
    script.run(1, until: "use")
    script.finish(0)
    script.finish(1)
    play.lifetimes.audit()
    return play.lifetimes.violations
  }

  /// A sender adds to a released slot, the slot is opened again, and only then the sender undoes.
  func undoAfterReopen<S: Seam>(_: S.Type) -> [String] {
    let play = Play<FlagCount<S>>()
    let first = play.open()
    play.close(first, as: 0)
    let script = Script([
      { play.send(to: first, as: 1) },
      { play.close(play.lifetimes.current!, as: 0) },
      { play.send(to: play.lifetimes.current!, as: 2) },
    ])
    script.run(0, until: "acquire.undo")
    _ = play.open()
    script.finish(0)
    script.run(2, until: "use")
    script.finish(1)
    script.finish(2)
    play.lifetimes.audit()
    return play.lifetimes.violations
  }

  /// A sender with an old id comes to a slot that was released and not yet opened again.
  func sendAfterRelease<S: Seam>(_: S.Type) -> [String] {
    let play = Play<FlagCount<S>>()
    let id = play.open()
    play.close(id, as: 0)
    let script = Script([{ play.send(to: id, as: 1) }])
    script.finish(0)
    play.lifetimes.audit()
    return play.lifetimes.violations
  }

  @Test func `the correct guard survives every script that kills a wrong one`() {
    #expect(sendDuringRundown(Correct.self).isEmpty)
    #expect(undoAfterReopen(Correct.self).isEmpty)
    #expect(sendAfterRelease(Correct.self).isEmpty)
  }

  @Test func `a count alone releases a session under a sender`() {
    #expect(
      sendDuringRundown(CountOnly.self).contains(
        "1: reclaimed while a lease was out: slot 0, generation 1"))
  }

  @Test func `testing count and flag in two steps releases a session under a sender`() {
    #expect(
      sendDuringRundown(TwoStepTest.self).contains(
        "1: reclaimed while a lease was out: slot 0, generation 1"))
  }

  @Test func `storing the count at reopen loses the unit of the new session`() {
    #expect(
      undoAfterReopen(CountStoredAtReopen.self).contains(
        "1: reclaimed while a lease was out: slot 0, generation 2"))
  }

  @Test func `a flag that nobody checks lends a session that was torn down`() {
    #expect(
      sendAfterRelease(FlagNeverChecked.self).contains(
        "1: a lease was granted on a session that was torn down: slot 0, generation 1"))
  }

  @Test
  func `the exploration that passes the correct guards finds three of the wrong ones by itself`() {
    let judge = ContractTests.SendsAgainstReopen()
    #expect(!judge.judge(FlagCount<CountOnly>.self).isEmpty)
    #expect(!judge.judge(FlagCount<TwoStepTest>.self).isEmpty)
    #expect(!judge.judge(FlagCount<FlagNeverChecked>.self).isEmpty)
    #expect(judge.judge(FlagCount<Correct>.self).isEmpty)
  }
}
