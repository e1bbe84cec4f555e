/// Draws from any finite distribution in constant time (Walker's alias method, built as Vose 1991).
///
/// It has eight bytes for each outcome, and a draw reads one cache line. A table of a million
/// outcomes competes for the cache, which a measurement must allow for.
@frozen
@usableFromInline
struct AliasTable: Sendable {
  /// One column of the table: below `threshold` the draw is the column itself, else `alias`.
  @frozen
  @usableFromInline
  struct Entry: Sendable {
    @usableFromInline var threshold: UInt32
    @usableFromInline var alias: UInt32

    init(threshold: UInt32, alias: UInt32) {
      self.threshold = threshold
      self.alias = alias
    }
  }

  @usableFromInline let entries: [Entry]

  /// Builds the table for probabilities that add up to one.
  package init(probabilities: [Double]) {
    let count = probabilities.count
    precondition(count > 0 && count <= Int(UInt32.max), "an alias table holds 1 to 2^32-1 outcomes")
    var scaled = probabilities.map { $0 * Double(count) }
    var entries = (0..<count).map { Entry(threshold: .max, alias: UInt32($0)) }
    var small = scaled.indices.filter { scaled[$0] < 1 }
    var large = scaled.indices.filter { scaled[$0] >= 1 }
    while let under = small.popLast(), let over = large.last {
      entries[under] = Entry(
        threshold: UInt32(min(scaled[under] * 0x1p32, 0x1p32 - 1)), alias: UInt32(over))
      scaled[over] -= 1 - scaled[under]
      if scaled[over] < 1 {
        large.removeLast()
        small.append(over)
      }
    }
    self.entries = entries
  }

  /// Draws one outcome from a single 64-bit number. The high part of the product selects the
  /// column; the upper half of its low part decides between the column and its alias.
  @inlinable
  @inline(__always)
  func draw(using generator: inout SeededGenerator) -> Int {
    let product = generator.next().multipliedFullWidth(
      by: UInt64(truncatingIfNeeded: entries.count))
    let column = Int(truncatingIfNeeded: product.high)
    let entry = entries[column]
    let remainder = UInt32(truncatingIfNeeded: product.low &>> 32)
    return remainder < entry.threshold ? column : Int(truncatingIfNeeded: entry.alias)
  }
}
