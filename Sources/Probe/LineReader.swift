/// The reading end of a pipe, given out line by line.
struct LineReader: ~Copyable {
  let descriptor: OwnedDescriptor
  private(set) var isAtEnd = false
  private var bytes: [UInt8] = []
  private var start = 0

  init(_ descriptor: consuming OwnedDescriptor) { self.descriptor = descriptor }

  /// Reads once, which blocks if there is nothing to read yet.
  mutating func fill() throws(SystemError) {
    bytes.removeFirst(start)
    start = 0
    if try descriptor.read(into: &bytes, operation: "read a child's output") == 0 { isAtEnd = true }
  }

  /// Takes the next line without its end; at the stream's end, what is left of it.
  mutating func next() -> String? {
    let rest = bytes[start...]
    if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      start = end + 1
      return String(decoding: rest[..<end], as: UTF8.self)
    }
    guard isAtEnd, !rest.isEmpty else { return nil }
    start = bytes.count
    return String(decoding: rest, as: UTF8.self)
  }
}
