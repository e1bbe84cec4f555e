/// Which threads can go on, and which messages their operations may read.
extension Machine {
  /// The newest message that the pending operation can read, or that it will follow; 0 if none.
  ///
  /// A choice has two "messages": 1 tries the weak compare-exchange, 0 lets it fail spuriously.
  @inline(__always)
  func newestChoice(_ thread: Int) -> Int {
    let operation = threads[thread].pending
    if operation.kind == .choice { return 1 }
    return operation.reads || operation.mayWrite ? newest[operation.location] : 0
  }

  /// The oldest message that the pending operation can read.
  @inline(__always)
  func oldestChoice(_ thread: Int) -> Int {
    let operation = threads[thread].pending
    switch operation.kind {
    case .load, .wait, .idle, .compareExchange, .weakCompareExchange, .weakFailure, .pairLoad,
      .pairCompareExchange, .sleep, .asleep, .wake:
      guard state[0].rules.memory == .releaseAcquire else {
        return max(newest[operation.location], operation.after + 1)
      }
      var view = threads[thread].current
      if operation.isSequential {
        for location in operation.location...operation.location + (operation.isPair ? 1 : 0) {
          view[location] = max(view[location], state[0].fenced[location])
        }
      }
      let oldest =
        operation.isPair ? oldestPair(operation.location, view) : view[operation.location]
      return max(oldest, operation.after + 1)
    case .store, .add, .exchange, .lock, .unlock, .lockShared, .unlockShared:
      return newest[operation.location]
    case .choice:
      return threads[thread].spuriousFailures == Limits.spuriousFailures
        || state[0].rules.defect == .neverFailsSpuriously ? 1 : 0
    case .fence, .lightFence, .heavyFence, .read, .write, .count, .end: return 0
    }
  }

  /// Whether the pending operation can go on with that message.
  @inline(__always)
  func accepts(_ thread: Int, _ index: Int) -> Bool {
    let operation = threads[thread].pending
    switch operation.kind {
    case .wait, .lock, .lockShared, .compareExchange, .weakCompareExchange, .pairCompareExchange,
      .sleep, .asleep, .wake:
      return isOpen(operation, index)
    case .idle:
      return isOpen(operation, index)
        || index == newest[operation.location] && !othersCanGoOn(thread)
    default: return true
    }
  }

  func isOpen(_ operation: Operation, _ index: Int) -> Bool {
    if index <= operation.after { return false }
    let value = messages[first(operation.location) + index].value
    switch operation.kind {
    case .wait, .idle: return value != operation.value
    case .lock: return value.first == 0
    case .lockShared: return value.first % Machine.share == 0
    case .asleep: return sleepers(operation.location, index).woken >= operation.value.first
    // It wakes the first of the newest queue, or came before that queue began.
    case .wake:
      return index == newest[operation.location]
        || sleepers(operation.location, index).isEmpty
          && !sleepers(operation.location, index + 1).isEmpty
    case .compareExchange, .weakCompareExchange, .pairCompareExchange, .sleep:
      // A spurious failure is a `weakFailure`. This one fails on another value, or succeeds on the
      // newest message.
      return index == newest[operation.location] || value != operation.expected
    default: return true
    }
  }

  func isEnabled(_ thread: Int) -> Bool {
    let operation = threads[thread].pending
    if operation.kind == .end { return false }
    guard operation.isGuarded else { return true }
    var index = newestChoice(thread)
    let oldest = oldestChoice(thread)
    while index >= oldest {
      if accepts(thread, index) { return true }
      index -= 1
    }
    return false
  }

  /// Whether a thread can go on that does not itself wait for all others.
  private func othersCanGoOn(_ thread: Int) -> Bool {
    (0..<threadCount).contains {
      $0 != thread && threads[$0].pending.kind != .idle && isEnabled($0)
    }
  }

  /// The threads that can go on, one bit each.
  var enabled: UInt8 {
    var mask: UInt8 = 0
    for thread in 0..<threadCount where isEnabled(thread) { mask |= 1 << UInt8(thread) }
    return mask
  }

  /// Whether a thread stands before an operation that it can never perform now.
  var isBlocked: Bool {
    (0..<threadCount).contains { threads[$0].pending.kind != .end }
  }
}
