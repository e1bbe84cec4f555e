/// What an operation reads and writes, one bit per location, per cell, and for the total order of
/// the sequentially consistent operations.
struct Footprint {
  var reads: UInt64 = 0
  var writes: UInt64 = 0

  static var words: UInt64 { 1 << UInt64(Limits.locations) - 1 }
  private static var order: UInt64 { 1 << 63 }

  /// What the operation may touch; a compare-exchange counts as a write.
  init(_ operation: Operation) {
    switch operation.kind {
    case .read: reads = 1 << UInt64(Limits.locations + operation.location)
    case .write: writes = 1 << UInt64(Limits.locations + operation.location)
    case .fence: writes = Footprint.order
    case .count, .end: break
    default:
      let places: UInt64 = (operation.isPair ? 3 : 1) << UInt64(operation.location)
      let order = operation.isSequential ? Footprint.order : 0
      if operation.mayWrite { writes = places | order } else { reads = places | order }
    }
  }

  /// What a compare-exchange touched, once it is known that it failed.
  ///
  /// In the total order it stays a write: what made it fail may not depend on others of that order,
  /// and so could not stand for it.
  mutating func keepReads() {
    reads |= writes & Footprint.words
    writes &= ~Footprint.words
  }

  /// Where the two conflict if a read conflicts with every write.
  func conflicts(_ other: Footprint) -> UInt64 {
    writes & (other.reads | other.writes) | reads & other.writes
  }
}
