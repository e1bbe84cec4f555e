/// A generator that yields the same numbers for the same seed on every platform, in every release.
///
/// xoshiro256** of Blackman and Vigna (https://prng.di.unimi.it), its state filled by SplitMix64 as
/// they advise. `next(below:)`, `nextUnit()` and `shuffle(_:)` are written here because the
/// standard library may change how it draws from a generator, and stored seeds must stay valid.
@frozen
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  public init(seed: UInt64) {
    var seeder = SplitMix64(state: seed)
    s0 = seeder.next()
    s1 = seeder.next()
    s2 = seeder.next()
    s3 = seeder.next()
  }

  /// Starts a separate sequence for one thread or purpose under a common seed.
  public init(seed: UInt64, stream: UInt64) {
    var seeder = SplitMix64(state: stream)
    self.init(seed: seed ^ seeder.next())
  }

  @inlinable
  @inline(__always)
  public mutating func next() -> UInt64 {
    let result = Self.rotate(s1 &* 5, by: 7) &* 9
    let shifted = s1 &<< 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = Self.rotate(s3, by: 45)
    return result
  }

  /// Draws uniformly from 0 ..< bound, without bias (Lemire 2019: multiply, reject rarely).
  @inlinable
  @inline(__always)
  public mutating func next(below bound: UInt64) -> UInt64 {
    precondition(bound > 0, "a draw needs at least one outcome")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// Draws uniformly from [0, 1) in steps of 2⁻⁵³.
  @inlinable
  public mutating func nextUnit() -> Double {
    Double(next() &>> 11) * 0x1p-53
  }

  /// Puts the elements into a random order; all orders are equally likely (Fisher and Yates).
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in (1..<elements.count).reversed() {
      elements.swapAt(last, Int(next(below: UInt64(last + 1))))
    }
  }

  @inlinable
  @inline(__always)
  package static func rotate(_ word: UInt64, by bits: UInt64) -> UInt64 {
    (word &<< bits) | (word &>> (64 &- bits))
  }
}

/// Makes well-mixed words from one word, to seed the generator above.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
