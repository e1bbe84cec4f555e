public import SessionGuards

extension Operation {
  /// One number for all that the code under test asks for; equal operations have equal ones.
  ///
  /// The lowest bit is left free.
  @inlinable @inline(__always)
  package var signature: UInt64 {
    var mixed = site.address ^ UInt64(location) << 48 ^ UInt64(kind.rawValue) << 56
    mixed = (mixed ^ UInt64(order.rawValue) << 40) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 29 ^ value.first) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 32 ^ expected.first) &* 0x94D0_49BB_1331_11EB
    mixed = (mixed ^ mixed >> 29 ^ value.second ^ expected.second &* 3) &* 0x9E37_79B9_7F4A_7C15
    return (mixed ^ mixed >> 32) << 1
  }
}

extension StaticString {
  /// Where the literal is, which names it within one program.
  @inlinable @inline(__always)
  package var address: UInt64 {
    // A literal of one character is no pointer.
    guard hasPointerRepresentation else { return UInt64(unicodeScalar.value) }
    // Safe: the address is a name only, and is never followed.
    return unsafe UInt64(UInt(bitPattern: utf8Start))
  }
}
