extension Machine {
  var threadCount: Int { state[0].threadCount }
  /// How many steps the execution has taken.
  var depth: Int { state[0].depth }
  var isViolated: Bool { state[0].isViolated }

  /// Goes back to the start, and brings every thread to its first operation.
  func restart() {
    rewind()
    hasStarted = true
    trail?.start(true)
    for thread in 0..<threadCount where !isViolated { advance(thread) }
  }

  func rewind() {
    while depth > 0 { undo() }
    while state[0].journalCount > 0 { revert() }
    violate(nil)
  }

  /// Performs the thread's pending operation on that message and brings it to its next one.
  func step(_ thread: Int, _ index: Int) {
    let place = state[0].journalCount
    marks[depth] = place
    state[0].depth += 1
    _ = record(thread, index)
    trail?.step(depth - 1, thread, behind: journal[place].behind)
    if isViolated { threads[thread].pending = .none } else { advance(thread) }
  }

  /// Takes the last step back.
  func undo() {
    state[0].depth -= 1
    let mark = marks[depth]
    while state[0].journalCount > mark { revert() }
    if isViolated { violate(nil) }
  }

  func record(_ thread: Int, _ index: Int) -> Value {
    let operation = threads[thread].pending
    keep(thread, operation, index)
    let answer = execute(thread, operation, index)
    let place = thread * Limits.log + threads[thread].count
    log[place] = answer
    signatures[place] = operation.signature
    threads[thread].count += 1
    if operation.reads { threads[thread].lastIndex = index }
    threads[thread].digest = Machine.mixed(
      Machine.mixed(threads[thread].digest, answer.first), answer.second)
    if threads[thread].count == Limits.log {
      violate(
        "\(name(thread)) makes more than \(Limits.log - 1) accesses, and the model checker keeps "
          + "no more", .unsupported)
    }
    return answer
  }

  @inline(__always)
  private func keep(_ thread: Int, _ operation: Operation, _ index: Int) {
    let place = state[0].journalCount
    state[0].journalCount = place + 1
    journal[place].thread = thread
    journal[place].operation = operation
    journal[place].index = index
    journal[place].behind = operation.hasChoices ? newestChoice(thread) - index : 0
    journal[place].hasWritten = false
    journal[place].before = threads[thread]
    if operation.isSequential { journal[place].fenced = state[0].fenced }
    if operation.isAsymmetric { keepAsymmetric(place) }
    if operation.isPlain { journal[place].cell = cells[operation.location] }
    if state[0].takesCensus { census?.note(operation) }
  }

  private func revert() {
    state[0].journalCount -= 1
    let place = state[0].journalCount
    let operation = journal[place].operation
    threads[journal[place].thread] = journal[place].before
    if journal[place].hasWritten {
      newest[operation.location] -= 1
      if operation.isPair { newest[operation.location + 1] -= 1 }
    }
    if operation.isSequential { state[0].fenced = journal[place].fenced }
    if operation.isAsymmetric { revertAsymmetric(place) }
    if operation.isPlain { cells[operation.location] = journal[place].cell }
    if operation.kind == .count { tallies[operation.location] &-= operation.value.first }
  }

  private func keepAsymmetric(_ place: Int) {
    journal[place].light = state[0].light
    journal[place].heavy = state[0].heavy
  }

  private func revertAsymmetric(_ place: Int) {
    state[0].light = journal[place].light
    state[0].heavy = journal[place].heavy
  }
}
