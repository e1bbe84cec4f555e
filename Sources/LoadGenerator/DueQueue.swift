/// Which of many flows is due first: a binary heap with room for every flow, made once.
@safe
struct DueQueue: ~Copyable {
  private struct Entry {
    var due: UInt64
    var flow: UInt32
  }

  // Safe: `count` entries, owned by this value, never handed out.
  private let entries: UnsafeMutablePointer<Entry>
  private let capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    unsafe entries = .allocate(capacity: max(capacity, 1))
  }

  deinit { unsafe entries.deallocate() }

  /// The earliest due time, `.max` when nothing is queued.
  var earliest: UInt64 { count > 0 ? unsafe entries[0].due : .max }

  /// The flow whose due time is the earliest.
  var first: UInt32 {
    precondition(count > 0)
    return unsafe entries[0].flow
  }

  mutating func insert(_ flow: UInt32, due: UInt64) {
    precondition(count < capacity, "every flow is queued once")
    count += 1
    siftUp(Entry(due: due, flow: flow), from: count - 1)
  }

  /// Gives the first flow another due time, no earlier than its old one.
  mutating func postponeFirst(to due: UInt64) {
    precondition(count > 0)
    siftDown(Entry(due: due, flow: first))
  }

  private mutating func siftUp(_ entry: Entry, from start: Int) {
    var hole = start
    while hole > 0 {
      let parent = (hole - 1) / 2
      guard unsafe entry.due < entries[parent].due else { break }
      unsafe entries[hole] = entries[parent]
      hole = parent
    }
    unsafe entries[hole] = entry
  }

  private mutating func siftDown(_ entry: Entry) {
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < count else { break }
      if child + 1 < count, unsafe entries[child + 1].due < entries[child].due { child += 1 }
      guard unsafe entries[child].due < entry.due else { break }
      unsafe entries[hole] = entries[child]
      hole = child
    }
    unsafe entries[hole] = entry
  }
}
