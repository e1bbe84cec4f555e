import Testing
import Wire

struct PatternTests {
  /// Lengths on both sides of every vector and tail, and the longest payload.
  static let lengths = Array(0...70) + [255, 256, 257, 65_519]
  static let sequences: [UInt64] = [0, 1, 8, 9, 255, 256, 1 << 40, .max]

  /// The definition, one byte at a time.
  private func expected(_ length: Int, _ sequence: UInt64) -> [UInt8] {
    (0..<length).map { UInt8(truncatingIfNeeded: sequence &* 31 &+ UInt64($0)) }
  }

  private func filled(_ length: Int, _ sequence: UInt64) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xEE, count: length)
    // Safe: the span does not leave the closure.
    unsafe bytes.withUnsafeMutableBytes {
      var span = unsafe $0.mutableBytes
      Pattern.fill(&span, from: 0, sequence: sequence)
    }
    return bytes
  }

  @Test(arguments: sequences)
  func `filling follows the definition at every length`(sequence: UInt64) {
    for length in Self.lengths {
      #expect(filled(length, sequence) == expected(length, sequence))
    }
  }

  @Test(arguments: sequences)
  func `the pattern matches itself at every length`(sequence: UInt64) {
    for length in Self.lengths {
      let bytes = expected(length, sequence)
      #expect(reading(bytes, from: 0) { Pattern.matches($0, from: 0, sequence: sequence) })
    }
  }

  @Test func `one wrong bit anywhere is seen`() {
    for length in 1...70 {
      for position in 0..<length {
        var bytes = expected(length, 7)
        bytes[position] ^= 1 << (position % 8)
        #expect(!reading(bytes, from: 0) { Pattern.matches($0, from: 0, sequence: 7) })
      }
    }
  }

  @Test func `the pattern of another sequence does not match`() {
    let bytes = expected(48, 7)
    #expect(!reading(bytes, from: 0) { Pattern.matches($0, from: 0, sequence: 8) })
  }

  @Test func `bytes in front of the offset are left alone and not looked at`() {
    var bytes = [UInt8](repeating: 0xEE, count: 40)
    // Safe: the span does not leave the closure.
    unsafe bytes.withUnsafeMutableBytes {
      var span = unsafe $0.mutableBytes
      Pattern.fill(&span, from: 5, sequence: 3)
    }
    #expect(Array(bytes[..<5]) == [UInt8](repeating: 0xEE, count: 5))
    #expect(Array(bytes[5...]) == expected(35, 3))
    #expect(reading(bytes, from: 0) { Pattern.matches($0, from: 5, sequence: 3) })
  }
}
