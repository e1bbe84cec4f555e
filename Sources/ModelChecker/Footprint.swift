/// What an operation reads and writes, one bit per location, per cell, for the total order of the
/// sequentially consistent operations, and for that of heavy fences among light ones.
struct Footprint {
  var reads: UInt64 = 0
  var writes: UInt64 = 0

  static var words: UInt64 { 1 << UInt64(Limits.locations) - 1 }
  private static var order: UInt64 { 1 << 63 }
  /// Heavy fences write it and light ones read it, as two light ones do not order each other.
  static var asymmetry: UInt64 { 1 << 62 }

  /// What the operation may touch; a compare-exchange counts as a write.
  init(_ operation: Operation) {
    switch operation.kind {
    case .read: reads = 1 << UInt64(Limits.locations + operation.location)
    case .write: writes = 1 << UInt64(Limits.locations + operation.location)
    // Other fences concern their thread alone.
    case .fence: writes = operation.isSequential ? Footprint.order : 0
    case .lightFence: reads = operation.isAsymmetric ? Footprint.asymmetry : 0
    case .heavyFence: writes = operation.isAsymmetric ? Footprint.order | Footprint.asymmetry : 0
    case .count, .choice, .end: break
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

  /// The locations among what it touches.
  var places: UInt64 { (reads | writes) & Footprint.words }

  /// Where the two conflict if a read conflicts with every write.
  func conflicts(_ other: Footprint) -> UInt64 {
    writes & (other.reads | other.writes) | reads & other.writes
  }
}
