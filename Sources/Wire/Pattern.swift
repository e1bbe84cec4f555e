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
    var next = firstByte(sequence: sequence)
    var position = offset
    while position &+ step <= payload.byteCount {
      payload.storeBytes(of: ramp &+ next, toByteOffset: position, as: SIMD16<UInt8>.self)
      next &+= UInt8(step)
      position &+= step
    }
    while position < payload.byteCount {
      payload.storeBytes(of: next, toByteOffset: position, as: UInt8.self)
      next &+= 1
      position &+= 1
    }
  }

  /// Reports whether every byte from an offset to the span's end is the pattern's.
  @inlinable @inline(__always)
  public static func matches(_ payload: RawSpan, from offset: Int, sequence: UInt64) -> Bool {
    var next = firstByte(sequence: sequence)
    var position = offset
    var differences = SIMD16<UInt8>(repeating: 0)
    while position &+ step <= payload.byteCount {
      // Safe: bounds-checked, and every bit pattern is a valid vector of bytes.
      let found = unsafe payload.unsafeLoadUnaligned(
        fromByteOffset: position, as: SIMD16<UInt8>.self)
      differences |= found ^ (ramp &+ next)
      next &+= UInt8(step)
      position &+= step
    }
    var difference: UInt8 = 0
    while position < payload.byteCount {
      difference |= payload.little(UInt8.self, at: position) ^ next
      next &+= 1
      position &+= 1
    }
    // Safe: a bit cast between two trivial types of sixteen bytes.
    let halves = unsafe unsafeBitCast(differences, to: SIMD2<UInt64>.self)
    return halves[0] | halves[1] | UInt64(difference) == 0
  }

  @usableFromInline
  static var step: Int { @inlinable @inline(__always) get { 16 } }

  @usableFromInline
  static var ramp: SIMD16<UInt8> {
    @inlinable @inline(__always) get {
      SIMD16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    }
  }
}
