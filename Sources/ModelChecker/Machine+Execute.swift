/// What each operation does to memory and to the views, which are those of release/acquire memory
/// without load buffering: Lahav, Giannarakis, Vafeiadis, "Taming release-acquire consistency",
/// POPL 2016, and Kang and others, "A promising semantics", POPL 2017, without the promises.
extension Machine {
  @inline(__always)
  func first(_ location: Int) -> Int { location &* (Limits.messages + 1) }

  func newestValue(_ location: Int) -> Value {
    messages[first(location) + newest[location]].value
  }

  func execute(_ thread: Int, _ operation: Operation, _ index: Int) -> Value {
    switch operation.kind {
    case .load, .wait, .asleep: return take(thread, operation, index)
    case .idle:
      let value = take(thread, operation, index)
      if value != operation.value { return value }
      return Value(value.first, passTime(thread))
    case .store:
      append(thread, operation, operation.value, continuing: nil)
      return Value(0)
    case .unlock:
      if newestValue(operation.location) != holding(thread) {
        violate(operation.toldUnheld(by: hasStarted ? name(thread) : "the set-up"))
      }
      append(thread, operation, Value(0), continuing: nil)
      return Value(0)
    case .lockShared:
      let old = take(thread, operation, index)
      append(thread, operation, Value(old.first + Machine.share), continuing: index)
      return old
    case .unlockShared:
      let old = newestValue(operation.location)
      if old.first < Machine.share {
        violate(operation.toldUnheld(by: hasStarted ? name(thread) : "the set-up"))
      } else {
        append(thread, operation, Value(old.first - Machine.share), continuing: index)
      }
      return Value(0)
    case .sleep: return fallAsleep(thread, operation, index)
    case .wake:
      wakeOne(thread, operation, index)
      return Value(0)
    case .add:
      let old = take(thread, operation, index)
      let sum = Value(
        old.first &+ operation.value.first, old.second &+ operation.value.second)
      append(thread, operation, sum, continuing: index)
      return old
    case .exchange:
      let old = take(thread, operation, index)
      append(thread, operation, operation.value, continuing: index)
      return old
    case .lock:
      let old = take(thread, operation, index)
      append(thread, operation, holding(thread), continuing: index)
      return old
    case .compareExchange, .weakCompareExchange:
      let old = take(thread, operation, index)
      if old == operation.expected {
        append(thread, operation, operation.value, continuing: index)
      }
      return old
    case .pairLoad: return takePair(thread, operation, index)
    case .pairCompareExchange: return exchangePair(thread, operation, index)
    case .choice:
      if index == 0 { threads[thread].spuriousFailures += 1 }
      return Value(UInt64(index))
    case .weakFailure: return .failed(finding: take(thread, operation, index).first)
    case .fence, .lightFence, .heavyFence:
      fence(thread, operation)
      return Value(0)
    case .read, .write: return access(thread, operation)
    case .count:
      tallies[operation.location] &+= operation.value.first
      return Value(0)
    case .end: preconditionFailure("a thread that has ended does nothing")
    }
  }

  /// Lets the thread see all that was ever written, as it does in time. What the threads did that
  /// have ended then happens before. Returns those threads, a bit each, above the lowest bit.
  private func passTime(_ thread: Int) -> UInt64 {
    var ended: UInt64 = 1
    for location in 0..<locationCount {
      threads[thread].current[location] = newest[location]
    }
    for other in 0..<threadCount where other != thread && threads[other].pending.kind == .end {
      threads[thread].current.join(threads[other].current)
      ended |= 2 << UInt64(other)
    }
    return ended
  }

  /// What a lock is while a thread has it; it is 0 while no thread does.
  private func holding(_ thread: Int) -> Value { Value(UInt64(thread) + 1) }

  /// How much a lock grows with each thread that shares it; more than any `holding`.
  static var share: UInt64 { 16 }

  /// Returns in the second half the thread's number in the queue; 0 if it does not sleep.
  ///
  /// It falls asleep on the newest value, as the kernel does under the lock of the queue, and
  /// writes a message for its place among the writes. What an acquiring read takes from that is
  /// what it would take from the one before.
  private func fallAsleep(_ thread: Int, _ operation: Operation, _ index: Int) -> Value {
    let old = take(thread, operation, index)
    guard old == operation.expected else { return old }
    append(thread, operation, old, continuing: index)
    var queue = sleepers(operation.location, index)
    queue.fallen += 1
    messages[first(operation.location) + index + 1].second = queue.packed
    return Value(old.first, queue.fallen)
  }

  private func wakeOne(_ thread: Int, _ operation: Operation, _ index: Int) {
    // With no queue it does nothing, and has read nothing.
    guard succeeds(operation, index) else { return }
    var queue = sleepers(operation.location, index)
    append(thread, operation, newestValue(operation.location), continuing: index)
    queue.woken += 1
    messages[first(operation.location) + index + 1].second = queue.packed
  }

  /// Reads a message.
  @inline(__always)
  func take(_ thread: Int, _ operation: Operation, _ index: Int) -> Value {
    let place = first(operation.location) + index
    if state[0].rules.defect != .readsBackwards, threads[thread].current[operation.location] < index
    {
      threads[thread].current[operation.location] = index
    }
    if operation.acquires {
      if state[0].rules.defect != .acquiresNothing {
        threads[thread].current.join(messages[place].view)
      }
    } else {
      threads[thread].unacquired.join(messages[place].view)
    }
    return messages[place].value
  }

  /// Writes a message; a read-modify-write hands on what it found, which is a release sequence.
  @inline(__always)
  func append(_ thread: Int, _ operation: Operation, _ value: Value, continuing: Int?) {
    let location = operation.location
    let index = newest[location] + 1
    precondition(index <= Limits.messages, "a location has at most 127 writes in an execution")
    newest[location] = index
    threads[thread].current[location] = index
    var view = operation.releases ? threads[thread].current : threads[thread].released
    view[location] = index
    let place = first(location)
    if let continuing, state[0].rules.defect != .breaksReleaseSequences {
      view.join(messages[place + continuing].view)
    }
    messages[place + index].value = value
    messages[place + index].view = view
    messages[place + index].second = messages[place + index - 1].second
    messages[place + index].step = UInt8(depth)
    if operation.isSequential { state[0].fenced[location] = index }
    journal[max(0, state[0].journalCount - 1)].hasWritten = true
  }

  /// A plain access, which must happen after those it conflicts with: FastTrack, Flanagan and
  /// Freund, PLDI 2009, with vectors for all.
  private func access(_ thread: Int, _ operation: Operation) -> Value {
    let cell = cells[operation.location]
    let current = threads[thread].current
    if state[0].rules.detectsRaces {
      if cell.writer != thread, current[thread: cell.writer] < cell.writeClock {
        race(thread, operation, with: cell.writer, "write")
      } else if operation.kind == .write {
        for other in 0..<threadCount
        where other != thread && cell.reads[thread: other] > current[thread: other] {
          race(thread, operation, with: other, "read")
        }
      }
    }
    if current[thread: thread] == 127 {
      violate(
        "\(name(thread)) makes more than 127 plain accesses, and the model checker counts no more",
        .unsupported)
      return Value(cell.value)
    }
    let clock = current[thread: thread] + 1
    threads[thread].current[thread: thread] = clock
    if operation.kind == .read {
      cells[operation.location].reads[thread: thread] = clock
    } else {
      cells[operation.location].value = operation.value.first
      cells[operation.location].writer = thread
      cells[operation.location].writeClock = clock
    }
    return Value(cell.value)
  }

  private func race(_ thread: Int, _ operation: Operation, with other: Int, _ what: String) {
    violate(
      "data race: \(name(thread)) \(operation.kind)s plain memory (\(operation.site)), "
        + "which nothing orders after a \(what) of it by \(name(other))")
  }
}
