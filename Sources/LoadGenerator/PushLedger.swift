import Reactor

/// The next sequence expected of each sender on each connection: a small hash table for each.
struct PushLedger: ~Copyable {
  /// One sender of one connection; a key of 0 is a free place.
  struct Entry {
    var key: UInt64
    var next: UInt64
  }

  /// How a push's sequence stands to those before it.
  enum Verdict {
    case inOrder
    case hole(expected: UInt64)
    case duplicate(expected: UInt64)
    case full
  }

  private let entries: Slab<Entry>

  /// Makes room for `senders` per connection, rounded up to a power of two.
  init(connections: Int, senders: Int) throws(Errno) {
    entries = try Slab(count: connections, width: senders.roundedUpToPowerOfTwo)
  }

  /// Forgets a connection's pushes: its next life is another session.
  func clear(_ connection: Int) {
    // Safe: the whole of the connection's own place.
    unsafe entries[connection].update(repeating: Entry(key: 0, next: 0), count: entries.width)
  }

  /// Notes a push, and judges its sequence.
  @inline(__always)
  func hear(_ connection: Int, sender: UInt32, sequence: UInt64) -> Verdict {
    let table = unsafe entries[connection]
    let mask = entries.width &- 1
    let key = UInt64(sender) | 1 << 32
    // Fibonacci hashing spreads both small numbers and the reactors' high ones.
    var place = Int(truncatingIfNeeded: (sender &* 0x9E37_79B1) >> 16) & mask
    for _ in 0...mask {
      // Safe: `place` is masked to the table's width.
      let entry = unsafe table + place
      if unsafe entry.pointee.key == 0 { unsafe entry.pointee.key = key }
      if unsafe entry.pointee.key == key {
        let expected = unsafe entry.pointee.next
        if sequence == expected {
          unsafe entry.pointee.next = expected &+ 1
          return .inOrder
        }
        if sequence < expected { return .duplicate(expected: expected) }
        unsafe entry.pointee.next = sequence &+ 1
        return .hole(expected: expected)
      }
      place = (place &+ 1) & mask
    }
    return .full
  }
}

extension Int {
  /// The smallest power of two that is not less, and at least 1.
  var roundedUpToPowerOfTwo: Int {
    self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount)
  }
}
