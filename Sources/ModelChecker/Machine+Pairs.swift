/// Double words: two locations, of which the first keeps whole pairs in its messages.
///
/// Each half has messages and a lane of the views of its own, so that an access to one half says
/// nothing about the other unless its order does. Every write to the second half is a write to the
/// whole, so a message of the first names the one of the second that was the newest beside it:
/// that is what an access to the whole reads, in one piece.
extension Machine {
  func takePair(_ thread: Int, _ operation: Operation, _ index: Int) -> Value {
    let value = take(thread, operation, index)
    let place = first(operation.location) + index
    let second = operation.location + 1
    let beside = Int(messages[place].second)
    if threads[thread].current[second] < beside { threads[thread].current[second] = beside }
    let view = messages[first(second) + beside].view
    if operation.acquires {
      threads[thread].current.join(view)
    } else {
      threads[thread].unacquired.join(view)
    }
    return value
  }

  func exchangePair(_ thread: Int, _ operation: Operation, _ index: Int) -> Value {
    let old = takePair(thread, operation, index)
    guard old == operation.expected else { return old }
    let location = operation.location
    let half = newest[location + 1]
    var second = operation
    second.location = location + 1
    append(thread, second, Value(operation.value.second), continuing: half)
    append(thread, operation, operation.value, continuing: index)
    // A thread that sees either half of the write sees that it was one write.
    let places = (first(location) + newest[location], first(location + 1) + half + 1)
    messages[places.0].second = UInt16(half + 1)
    messages[places.0].view[location + 1] = half + 1
    messages[places.1].view[location] = newest[location]
    return old
  }

  /// The oldest whole pair that a thread with this view may read.
  func oldestPair(_ location: Int, _ view: View) -> Int {
    var index = view[location]
    while Int(messages[first(location) + index].second) < view[location + 1] { index += 1 }
    return index
  }
}
