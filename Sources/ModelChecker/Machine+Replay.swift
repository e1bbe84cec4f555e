extension Machine {
  /// Every access of a word enters the machine here, which returns the logged answer or ends the
  /// replay.
  @inlinable @inline(__always)
  func perform(_ operation: Operation) throws(Stop) -> Value {
    let cursor = state[0].cursor
    if cursor < state[0].end {
      if signatures[cursor] != operation.signature { try deviate() }
      state[0].cursor = cursor &+ 1
      return log[cursor]
    }
    return try ask(operation)
  }

  @usableFromInline @inline(never)
  func ask(_ operation: Operation) throws(Stop) -> Value {
    let thread = state[0].thread
    if thread < 0 { return try settle(operation) }
    // Code that cleans up while Stop passes through must not become the pending operation.
    if state[0].isOver { throw Stop() }
    if state[0].mode != .first { return try askAgain(operation) }
    threads[thread].pending = operation
    guard isImmediate(operation) else {
      state[0].isOver = true
      throw Stop()
    }
    let answer = record(thread, 0)
    if state[0].isViolated {
      abandon()
      throw Stop()
    }
    state[0].cursor += 1
    state[0].end += 1
    return answer
  }

  /// Whether it happens with the operation before it: no thread could tell when else it did.
  ///
  /// Tallies are read only at the end. Plain accesses are ordered by others, or the race is found
  /// in whichever order they come.
  private func isImmediate(_ operation: Operation) -> Bool {
    operation.kind == .count || operation.isPlain && !state[0].rules.schedulesCells
  }

  /// Ends the running thread where it stands.
  func abandon() {
    let thread = state[0].thread
    guard thread >= 0 else { return }
    threads[thread].pending = .none
    state[0].isOver = true
  }

  /// How many accesses the running thread has made so far, or the program while it is set up.
  package var accessCount: Int {
    state[0].thread < 0
      ? state[0].settledCount : state[0].cursor - state[0].thread * Limits.log
  }

  /// Replays a thread up to its next operation.
  func advance(_ thread: Int) {
    if run(thread, as: bodies[thread]?.place ?? 0) { threads[thread].pending = .none }
    if !isViolated { compareWithMemory(thread) }
  }

  /// Runs the thread's body on its log; returns whether it came to its end.
  func run(_ thread: Int, as place: Int) -> Bool {
    let start = thread * Limits.log
    state[0].thread = thread
    state[0].cursor = start
    state[0].end = start + threads[thread].count
    state[0].isOver = false
    do throws(Stop) {
      try bodies[thread]?.run(place)
      return true
    } catch { return false }
  }

  /// While the program is set up: at once, on the messages that it starts with.
  private func settle(_ operation: Operation) throws(Stop) -> Value {
    precondition(!hasStarted, "a program's words are used by its threads only")
    threads[0].pending = operation
    state[0].settledCount += 1
    state[0].setUpDigest = Machine.mixed(state[0].setUpDigest, operation.signature)
    if state[0].settledCount > Limits.settled {
      try fail("no end after \(Limits.settled) accesses: progress is lost")
    }
    state[0].rules.memory = .sequential
    if !isEnabled(0) { try fail("blocked for ever at \(operation.site)") }
    let answer = execute(0, operation, newestChoice(0))
    if state[0].isViolated { throw Stop() }
    for location in 0..<locationCount where newest[location] > 0 {
      messages[first(location)].value = messages[first(location) + newest[location]].value
      newest[location] = 0
    }
    threads[0] = VirtualThread()
    state[0].fenced = View()
    state[0].light = View()
    state[0].heavy = View()
    for cell in 0..<cellCount { cells[cell] = Cell(value: cells[cell].value) }
    return answer
  }
}
