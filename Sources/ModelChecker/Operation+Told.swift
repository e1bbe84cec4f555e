import SessionGuards

extension Entry {
  /// What the operation did, given its answer.
  func told(_ answer: Value) -> String {
    let place = operation.place, value = operation.value, old = answer.shown(operation)
    let new = value.shown(operation)
    switch operation.kind {
    case .load, .pairLoad: return "reads \(place): \(old)" + age + operation.toldOrder
    case .store: return "sets \(place) to \(new)" + operation.toldOrder
    case .add:
      let amount = Int64(bitPattern: value.first)
      let sum = Value(answer.first &+ value.first).shown
      let verb = amount < 0 ? "takes \(Value(amount.magnitude).shown) from" : "adds \(new) to"
      return "\(verb) \(place): \(answer.shown) → \(sum)" + operation.toldOrder
    case .exchange: return "puts \(new) into \(place), which held \(old)" + operation.toldOrder
    case .compareExchange, .weakCompareExchange, .pairCompareExchange:
      let expected = operation.expected.shown(operation)
      return answer == operation.expected
        ? "exchanges \(expected) in \(place) for \(new)" + operation.toldOrder
        : "finds \(old) in \(place), not \(expected): no exchange" + age + operation.toldOrder
    case .wait: return "has waited for \(place), which holds \(old)" + age
    case .idle:
      return answer.second != 0
        ? "finds that no other thread can go on"
        : "has waited for \(place), which holds \(old)" + age
    case .lock: return "takes \(place)"
    case .unlock: return "gives \(place) back"
    case .lockShared: return "shares \(place)"
    case .unlockShared: return "gives its share of \(place) back"
    case .sleep:
      return answer.second != 0
        ? "falls asleep on \(place), which holds \(old)"
        : "does not sleep on \(place), which holds \(old)" + age
    case .asleep: return "is woken on \(place)"
    case .wake: return "wakes the first that sleeps on \(place)"
    case .weakFailure:
      return "finds \(old) in \(place) and exchanges nothing" + age + operation.toldOrder
    case .choice:
      return answer.first == 1
        ? "tries a weak compare-exchange of \(place)"
        : "lets a weak compare-exchange of \(place) fail spuriously"
    case .fence: return "passes a fence" + operation.toldOrder
    case .lightFence: return "passes a light fence"
    case .heavyFence: return "passes a heavy fence, and every thread with it"
    case .read: return "reads \(place): \(old)"
    case .write: return "writes \(new) to \(place)"
    case .count, .end: return ""
    }
  }

  private var age: String {
    behind == 0 ? "" : behind == 1 ? ", not yet the newest" : ", \(behind) behind the newest"
  }
}

extension Operation {
  /// What a thread waits for that never comes.
  var toldBlocked: String {
    switch kind {
    case .lock, .lockShared: "waits for \(place) for ever"
    case .asleep: "sleeps on \(place), and no thread wakes it"
    default: "waits for ever for \(place) to hold something other than \(value.shown(self))"
    }
  }

  /// What is wrong with an unlock by a thread that does not hold the lock.
  package func toldUnheld(by name: String) -> String {
    "\(name) gives back a lock that it does not hold (\(site))"
  }

  /// Locations are numbered as the program made them.
  fileprivate var place: String {
    switch kind {
    case .lock, .unlock, .lockShared, .unlockShared: "lock \(location)"
    case .read, .write: "plain cell \(location)"
    default: "word \(location)"
    }
  }

  fileprivate var toldOrder: String {
    switch order {
    case .relaxed: " (relaxed)"
    case .acquiring: " (acquire)"
    case .releasing: " (release)"
    case .acquiringAndReleasing: " (acquire and release)"
    case .sequentiallyConsistent: " (sequentially consistent)"
    }
  }
}

extension Value {
  fileprivate func shown(_ operation: Operation) -> String {
    operation.isPair ? "(\(Value(first).shown), \(Value(second).shown))" : shown
  }

  /// Small numbers as such, others by their bits: `0x8000_0000_0000_0001`.
  fileprivate var shown: String {
    if first < 1 << 16 { return "\(first)" }
    var digits = Array(String(first, radix: 16))
    var place = digits.count - 4
    while place > 0 {
      digits.insert("_", at: place)
      place -= 4
    }
    return "0x" + String(digits)
  }
}
