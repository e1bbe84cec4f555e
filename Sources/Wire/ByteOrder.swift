extension RawSpan {
  /// Reads a little-endian integer at a byte offset; traps if it does not lie within the span.
  @inlinable @inline(__always)
  func little<Integer: FixedWidthInteger & BitwiseCopyable>(
    _: Integer.Type, at offset: Int
  ) -> Integer {
    // Safe: the load is bounds-checked, and every bit pattern is a valid integer.
    unsafe Integer(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: Integer.self))
  }
}

extension MutableRawSpan {
  /// Writes an integer little-endian at a byte offset; traps if it does not fit in the span.
  @inlinable @inline(__always)
  mutating func setLittle<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ value: Integer, at offset: Int
  ) {
    storeBytes(of: value.littleEndian, toByteOffset: offset, as: Integer.self)
  }
}
