/// The filler behind the header of an echo or a push: byte `i` of it is the low byte of
/// `sequence &* 31 &+ i`.
///
/// A message's every byte thus follows from its header, and checking a reply byte for byte costs
/// a few vector instructions instead of a stored copy.
public enum Pattern {
  /// Returns the pattern's first byte; each next one is greater by one and wraps around.
  @inlinable @inline(__always)
  public static func firstByte(sequence: UInt64) -> UInt8 {
    UInt8(truncatingIfNeeded: sequence &* 31)
  }

  /// Writes the pattern from a byte offset to the span's end.
  @inlinable @inline(__always)
  public static func fill(_ payload: inout MutableRawSpan, from offset: Int, sequence: UInt64) {
    let first = firstByte(sequence: sequence)
    var block = ramp(from: first)
    var position = offset
    let lastBlock = payload.byteCount &- blockBytes
    while position <= lastBlock {
      payload.storeBytes(of: block, toByteOffset: position, as: SIMD16<UInt8>.self)
      block &+= blockStep
      position &+= blockBytes
    }
    guard position < payload.byteCount else { return }
    if lastBlock >= offset {
      // The last block overlaps the one before it, with the same bytes.
      let end = ramp(from: first &+ UInt8(truncatingIfNeeded: lastBlock &- offset))
      payload.storeBytes(of: end, toByteOffset: lastBlock, as: SIMD16<UInt8>.self)
      return
    }
    for position in offset..<payload.byteCount {
      let byte = first &+ UInt8(truncatingIfNeeded: position &- offset)
      payload.storeBytes(of: byte, toByteOffset: position, as: UInt8.self)
    }
  }

  /// Reports whether every byte from an offset to the span's end is the pattern's.
  @inlinable @inline(__always)
  public static func matches(_ payload: RawSpan, from offset: Int, sequence: UInt64) -> Bool {
    let first = firstByte(sequence: sequence)
    var block = ramp(from: first)
    var position = offset
    let lastBlock = payload.byteCount &- blockBytes
    var differences = SIMD16<UInt8>(repeating: 0)
    while position <= lastBlock {
      differences |= loadBlock(payload, at: position) ^ block
      block &+= blockStep
      position &+= blockBytes
    }
    var difference: UInt8 = 0
    if position < payload.byteCount {
      if lastBlock >= offset {
        let end = ramp(from: first &+ UInt8(truncatingIfNeeded: lastBlock &- offset))
        differences |= loadBlock(payload, at: lastBlock) ^ end
      } else {
        for position in offset..<payload.byteCount {
          let byte = first &+ UInt8(truncatingIfNeeded: position &- offset)
          difference |= payload.little(UInt8.self, at: position) ^ byte
        }
      }
    }
    // Safe: a bit cast between two trivial types of sixteen bytes.
    let halves = unsafe unsafeBitCast(differences, to: SIMD2<UInt64>.self)
    return halves[0] | halves[1] | UInt64(difference) == 0
  }

  @inlinable @inline(__always)
  static func loadBlock(_ payload: RawSpan, at offset: Int) -> SIMD16<UInt8> {
    // Safe: bounds-checked, and every bit pattern is a valid vector of bytes.
    unsafe payload.unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
  }

  @usableFromInline
  static var blockBytes: Int { @inlinable @inline(__always) get { 16 } }

  @usableFromInline
  static var blockStep: SIMD16<UInt8> {
    @inlinable @inline(__always) get { SIMD16(repeating: 16) }
  }

  /// Sixteen bytes of the pattern.
  @inlinable @inline(__always)
  static func ramp(from first: UInt8) -> SIMD16<UInt8> {
    // Safe: a bit cast between two trivial types of sixteen bytes. As two words, because the
    // compiler assembles a literal of sixteen bytes one by one.
    let ramp = unsafe unsafeBitCast(
      SIMD2<UInt64>(0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908),
      to: SIMD16<UInt8>.self)
    return ramp &+ SIMD16(repeating: first)
  }
}
