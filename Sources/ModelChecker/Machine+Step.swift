extension Machine {
  var threadCount: Int { bodies.count }

  /// Goes back to the start, and brings every thread to its first operation.
  func restart() {
    rewind()
    hasStarted = true
    for thread in 0..<threadCount where violation == nil { advance(thread) }
  }

  func rewind() {
    while depth > 0 { undo() }
    while journalCount > 0 { revert() }
    violation = nil
  }

  /// Performs the thread's pending operation on that message and brings it to its next one.
  func step(_ thread: Int, _ index: Int) {
    marks[depth] = journalCount
    depth += 1
    _ = record(thread, index)
    if violation == nil { advance(thread) } else { threads[thread].pending = .none }
  }

  /// Takes the last step back.
  func undo() {
    depth -= 1
    while journalCount > marks[depth] { revert() }
    violation = nil
  }

  func record(_ thread: Int, _ index: Int) -> Value {
    let operation = threads[thread].pending
    precondition(threads[thread].count < Limits.log, "a thread has at most 256 operations")
    keep(thread, operation, index)
    let answer = execute(thread, operation, index)
    log[thread * Limits.log + threads[thread].count] = answer
    threads[thread].count += 1
    return answer
  }

  @inline(__always)
  private func keep(_ thread: Int, _ operation: Operation, _ index: Int) {
    let place = journalCount
    journalCount = place + 1
    journal[place].thread = thread
    journal[place].operation = operation
    journal[place].index = index
    journal[place].behind = operation.reads ? newest[operation.location] - index : 0
    journal[place].hasWritten = false
    journal[place].before = threads[thread]
    if operation.isSequential { journal[place].fenced = fenced[0] }
    if operation.isPlain { journal[place].cell = cells[operation.location] }
    if census != nil { census?.note(operation) }
  }

  private func revert() {
    journalCount -= 1
    let place = journalCount
    let operation = journal[place].operation
    threads[journal[place].thread] = journal[place].before
    if journal[place].hasWritten {
      newest[operation.location] -= 1
      if operation.isPair { newest[operation.location + 1] -= 1 }
    }
    if operation.isSequential { fenced[0] = journal[place].fenced }
    if operation.isPlain { cells[operation.location] = journal[place].cell }
    if operation.kind == .count { tallies[operation.location] &-= operation.value.first }
  }
}
