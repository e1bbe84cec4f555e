// What an alteration does is written once, in steps of whichever machine performs it: the model's
// or the hardware's under stress.
extension Alteration.Change {
  /// Performs one access as it stands, and returns what it read.
  package typealias Step = (Operation) throws(Stop) -> Value

  package func perform(_ operation: Operation, _ step: Step) throws(Stop) -> Value {
    precondition(
      operation.kind != .wait && operation.kind != .idle,
      "a wait cannot be altered: \(operation.site)")
    var operation = operation
    switch self {
    case .weaken(let order):
      operation.order = order
      return try step(operation)
    case .skip(let answer): return Value(answer)
    case .hide(let mask):
      let old = try step(operation)
      // A word has one half; what stands in the other is not the caller's to see.
      return Value(old.first & ~mask, operation.isPair ? old.second & ~mask : old.second)
    case .answer(let answer):
      _ = try step(operation)
      return Value(answer)
    case .overwrite(let value):
      precondition(
        operation.mayWrite && !operation.isPair, "only what writes a word can be overwritten")
      try write(operation, Value(value), step)
      return Value(value)
    case .exchange:
      try write(operation, operation.value, step)
      return operation.expected
    case .misread:
      let old = try step(operation)
      return old == operation.expected ? Value(~old.first, old.second) : operation.expected
    case .split: return try split(operation, step)
    case .half:
      operation.kind = .load
      operation.location += 1
      return Value(0, try step(operation).first)
    }
  }

  private func read(_ operation: Operation, _ step: Step) throws(Stop) -> Value {
    var look = operation
    look.kind = operation.isPair ? .pairLoad : .load
    return try step(look)
  }

  private func write(_ operation: Operation, _ value: Value, _ step: Step) throws(Stop) {
    var store = operation
    store.value = value
    if !operation.isPair {
      store.kind = .store
      _ = try step(store)
      return
    }
    // There is no store of a pair: it exchanges whatever it finds.
    repeat { store.expected = try read(operation, step) } while try step(store) != store.expected
  }

  private func split(_ operation: Operation, _ step: Step) throws(Stop) -> Value {
    let old = try read(operation, step)
    switch operation.kind {
    case .compareExchange, .weakCompareExchange, .pairCompareExchange:
      if old == operation.expected { try write(operation, operation.value, step) }
    case .add:
      try write(operation, Value(old.first &+ operation.value.first, old.second), step)
    default: try write(operation, operation.value, step)
    }
    return old
  }
}
