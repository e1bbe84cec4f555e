import ModelChecker
import SessionGuards

/// The wrong variants that people write, and those that we wrote.
///
/// Most are a right guard with one access altered; where the order of things is wrong, a guard that
/// rewrites one method of the right one.
enum Mutants {
  static let all = flagCount + doubleCAS + packed + locks

  private typealias FlagCount = FlagCountGuard<ModelWord>
  private typealias DoubleCAS = DoubleCASGuard<ModelDoubleWord>
  private typealias Packed = PackedGuard<ModelWord>
  private typealias Mutex = LockGuard<ModelLock, ModelWord>
  private typealias Spinlock = LockGuard<SpinLock<ModelWord>, ModelWord>

  static let countStoredAtReopen = Mutant(
    "count stored at reopen while others undo", FlagCount.self, ("open.publish", .overwrite(1)))
  static let undoForgetsZero = Mutant(
    "undo forgets the zero test", FlagCount.self, ("acquire.undo", .answer(2)),
    ("acquire.undoStale", .answer(2)))

  private static let flagCount = [
    Mutant(
      "count alone, no flag", FlagCount.self, ("acquire.count", .hide(FlagCount.released)),
      ("rundown.claim", .exchange)),
    Mutant("count and flag tested in two steps", FlagCount.self, ("rundown.claim", .split)),
    countStoredAtReopen,
    Mutant(
      "undo forgotten", FlagCount.self, ("acquire.undo", .skip(answer: 2)),
      ("acquire.undoStale", .skip(answer: 2))),
    undoForgetsZero,
    Mutant("flag never checked", FlagCount.self, ("acquire.count", .hide(FlagCount.released))),
    Mutant("flag looked at before the increment only", FlagLookedAtFirst.self),
    Mutant(
      "generation checked before the increment only", GenerationCheckedFirst.self),
    Mutant("generation never checked", GenerationNeverChecked.self),
    Mutant("release by exchange", FlagCount.self, ("rundown.claim", .exchange)),
    Mutant("result of the claim misread", FlagCount.self, ("rundown.claim", .misread)),
    Mutant("two closers both drop the unit", TwoClosersDropTheUnit.self),
    Mutant("flag cleared before the new generation is written", FlagClearedFirst.self),
    Mutant("release forgotten", FlagCount.self, ("release.count", .skip(answer: 2))),
    Mutant("count changed in two steps", FlagCount.self, ("release.count", .split)),
    Mutant("decrement relaxed", FlagCount.self, ("release.count", .weaken(.relaxed))),
    Mutant("publish at reopen relaxed", FlagCount.self, ("open.publish", .weaken(.relaxed))),
  ]

  private static let doubleCAS = [
    Mutant("count and flag tested in two steps", DoubleCAS.self, ("rundown.claim", .split)),
    Mutant("release by exchange", DoubleCAS.self, ("rundown.claim", .exchange)),
    Mutant("duty judged by the second half alone", DoubleCAS.self, ("rundown.look", .half)),
    Mutant("flag never checked", DoubleCAS.self, ("acquire.flag", .hide(1 << 63))),
    Mutant("undo forgotten", DoubleCAS.self, ("acquire.undo", .skip(answer: 2))),
    Mutant("undo forgets the zero test", DoubleCAS.self, ("acquire.undo", .answer(2))),
    Mutant("result of the claim misread", DoubleCAS.self, ("rundown.claim", .misread)),
    Mutant(
      "flag may be looked at before the count", DoubleCAS.self,
      ("acquire.count", .weaken(.relaxed))),
    Mutant("decrement relaxed", DoubleCAS.self, ("release.count", .weaken(.relaxed))),
    Mutant("publish at reopen relaxed", DoubleCAS.self, ("open.publish", .weaken(.relaxed))),
  ]

  private static let packed = [
    Mutant("undo forgotten", Packed.self, ("acquire.undo", .skip(answer: Packed.unit * 2))),
    Mutant("undo forgets the zero test", Packed.self, ("acquire.undo", .answer(Packed.unit * 2))),
    Mutant("closing never checked", Packed.self, ("acquire.count", .hide(Packed.closing))),
    Mutant("dead never checked", Packed.self, ("acquire.count", .hide(Packed.dead))),
    Mutant("refusals of a dead slot undone all the same", UndoesTheDead.self),
    Mutant("generation too narrow", GenerationTooNarrow.self),
    Mutant("release by exchange", Packed.self, ("rundown.claim", .exchange)),
    Mutant("result of the claim misread", Packed.self, ("rundown.claim", .misread)),
    Mutant("looked at before it is counted", LookedAtFirst.self),
    Mutant("release forgotten", Packed.self, ("release.count", .skip(answer: Packed.unit * 2))),
    Mutant("count added in two steps", Packed.self, ("acquire.count", .split)),
    Mutant("decrement relaxed", Packed.self, ("release.count", .weaken(.relaxed))),
    Mutant("publish at reopen relaxed", Packed.self, ("open.publish", .weaken(.relaxed))),
  ]

  private static let locks = [
    Mutant(
      "lease without the lock", Mutex.self, ("acquire.lock", .skip(answer: 0)),
      ("acquire.unlock", .skip(answer: 0)), ("release.unlock", .skip(answer: 0))),
    Mutant("lock given back before the use", LockGivenBackEarly.self),
    Mutant("release forgotten", Mutex.self, ("release.unlock", .skip(answer: 0))),
    Mutant("close forgets the flag", Mutex.self, ("close.flag", .skip(answer: 0))),
    Mutant("refusal keeps the lock", Mutex.self, ("acquire.unlock", .skip(answer: 0))),
    Mutant("lock taken in two steps", Spinlock.self, ("acquire.lock", .split)),
    Mutant("unlock relaxed", Spinlock.self, ("release.unlock", .weaken(.relaxed))),
    Mutant("lock relaxed", Spinlock.self, ("acquire.lock", .weaken(.relaxed))),
  ]
}
