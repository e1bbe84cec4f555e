/// What a thread did at one point of its log, for the next execution that comes by.
struct Memory {
  /// The thread and the log, as one number; 0 where nothing is remembered.
  var key: UInt64 = 0
  /// The signature of the operation that followed. The lowest bit says whether it spins.
  var next: UInt64 = 0
}

// A body is run again and again on the answers of its earlier operations. What it asks for next
// must depend on nothing else. Whenever a log is met for the first time, the body is run once more,
// and where it is met again, its next operation is compared with the one remembered.
//
// The same second run answers two more questions. Would the code do the same if the thread had
// another place? Then one assignment of places stands for all. And does it repeat its last load for
// ever if it gets the same answer? Then it waits.
extension Machine {
  /// Judges the pending operation of a thread that has just been brought there.
  func compareWithMemory(_ thread: Int) {
    let digest = threads[thread].digest ^ state[0].salt
    let key = Machine.mixed(digest, UInt64(thread)) | 1
    let slot = Int(truncatingIfNeeded: key >> 32) & (Limits.memories - 1)
    let next = threads[thread].pending.signature
    var spins = memories[slot].next & 1 == 1
    if memories[slot].key == key {
      if memories[slot].next & ~1 != next { return violateByState(thread) }
    } else {
      if !repeats(thread, as: bodies[thread]?.place ?? 0) { return violateByState(thread) }
      comparePlaces(thread)
      spins = spinsForEver(thread)
      memories[slot] = Memory(key: key, next: next | (spins ? 1 : 0))
    }
    if spins { threads[thread].pending.after = threads[thread].lastIndex }
  }

  /// Whether the thread would ask for the same as it has, if it had that place.
  private func repeats(_ thread: Int, as place: Int) -> Bool {
    let pending = threads[thread].pending
    state[0].mode = .again
    state[0].hasDiffered = false
    let hasEnded = run(thread, as: place)
    state[0].mode = .first
    threads[thread].pending = pending
    return !state[0].hasDiffered && hasEnded == (pending.kind == .end)
  }

  private func comparePlaces(_ thread: Int) {
    guard state[0].rules.comparesPlaces, !state[0].dependsOnPlaces, let body = bodies[thread]
    else { return }
    for place in 0..<body.placeCount where place != body.place {
      if !repeats(thread, as: place) {
        state[0].dependsOnPlaces = true
        return
      }
    }
  }

  /// Whether the pending operation repeats the thread's last one, which only read, and the body
  /// goes on to repeat it as long as it gets the same answer.
  ///
  /// A loop that gives up within `Limits.spins` is none: what it does then is explored.
  private func spinsForEver(_ thread: Int) -> Bool {
    let pending = threads[thread].pending
    let count = threads[thread].count
    // A weak compare-exchange is preceded by its choice, which is no access.
    let back = pending.kind == .weakCompareExchange ? 2 : 1
    guard pending.onlyReads, count >= back else { return false }
    let last = thread * Limits.log + count - back
    guard signatures[last] == pending.signature else { return false }
    guard pending.hasOnlyRead(log[last]) else { return false }
    state[0].mode = .ahead
    state[0].hasDiffered = false
    state[0].spinCount = 0
    _ = run(thread, as: bodies[thread]?.place ?? 0)
    state[0].mode = .first
    threads[thread].pending = pending
    return state[0].spinCount > Limits.spins
  }

  /// What an operation beyond the log comes to in a run that only compares.
  func askAgain(_ operation: Operation) throws(Stop) -> Value {
    let thread = state[0].thread
    if state[0].mode == .ahead {
      // It tries again, and does not fail spuriously.
      if operation.kind == .choice { return Value(1) }
      let isRepeated = operation.signature == threads[thread].pending.signature
      if isRepeated { state[0].spinCount += 1 }
      if isRepeated, state[0].spinCount <= Limits.spins {
        return log[state[0].end - (operation.kind == .weakCompareExchange ? 2 : 1)]
      }
    } else if operation.signature != threads[thread].pending.signature {
      state[0].hasDiffered = true
    }
    state[0].isOver = true
    throw Stop()
  }

  /// Ends a replay that asks for something else than the log says was asked for there.
  @usableFromInline @inline(never)
  func deviate() throws(Stop) -> Never {
    state[0].hasDiffered = true
    state[0].cursor = state[0].end
    if state[0].mode == .first, !isViolated { violateByState(state[0].thread) }
    state[0].isOver = true
    throw Stop()
  }

  private func violateByState(_ thread: Int) {
    let pending = threads[thread].pending
    let last = pending.kind == .end ? "ends" : "comes to \(pending.site)"
    violate(
      "state outside the words: \(name(thread)) \(last) after the same answers that led it "
        + "elsewhere before; the model checker cannot judge such code",
      .unsupported)
    threads[thread].pending = .none
  }
}
