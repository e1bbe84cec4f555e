import Testing
import Wire

/// What does not follow the page is not read as if it did.
struct RefusalTests {
  let page: WorkedExamples

  init() throws { page = try WorkedExamples() }

  @Test func `a payload cut or padded by one byte is neither welcome nor command`() {
    for name in ["welcome", "mark"] {
      for bytes in [page[name].dropLast(), page[name] + [0]] {
        #expect(reading(Array(bytes)) { Welcome($0) } == nil)
        #expect(reading(Array(bytes)) { Command($0) } == nil)
      }
    }
  }

  @Test func `a header cut short is no echo header and no push`() {
    let echo = page["echo"].prefix(2 + EchoHeader.byteCount - 1)
    let push = page["push"].prefix(2 + PushHeader.byteCount - 1)
    #expect(reading(Array(echo)) { EchoHeader($0) } == nil)
    #expect(reading(Array(push)) { PushHeader($0) } == nil)
  }

  @Test(arguments: [0, 5, 0x20, 255] as [UInt8])
  func `an unknown kind is nil`(kind: UInt8) {
    #expect(reading([kind, 0, 0], from: 0) { PacketKind($0) } == nil)
  }

  @Test func `an empty payload has no kind`() {
    #expect(reading([], from: 0) { PacketKind($0) } == nil)
  }

  @Test func `a welcome of another version or with reserved bits is refused`() {
    for offset in [0, 1, 2, 3] {
      var bytes = page["welcome"]
      bytes[2 + offset] ^= 0x80
      #expect(reading(bytes) { Welcome($0) } == nil)
    }
  }

  @Test func `a push with reserved bits is refused`() {
    for offset in 0..<4 {
      var bytes = page["push"]
      bytes[2 + offset] ^= 0x10
      #expect(reading(bytes) { PushHeader($0) } == nil)
    }
  }

  @Test(arguments: [(24, 5041), (64, 1985), (65_535, 1)] as [(UInt16, UInt32)])
  func `a command for more pushes than the page allows is refused`(
    payloadBytes: UInt16, most: UInt32
  ) {
    for operation in [Command.Operation.push, .pushToSession] {
      for (count, isLegal) in [(most, true), (most + 1, false), (.max, false)] {
        var bytes = [UInt8](repeating: 0, count: Command.byteCount)
        unsafe bytes.withUnsafeMutableBytes {
          var span = unsafe $0.mutableBytes
          Command(operation, payloadBytes: payloadBytes, count: count).write(to: &span)
        }
        #expect((reading(bytes, from: 0) { Command($0) } != nil) == isLegal)
      }
    }
  }

  @Test(arguments: [0, 5, 255] as [UInt8])
  func `a command with an unknown operation is refused`(operation: UInt8) {
    var bytes = page["mark"]
    bytes[3] = operation
    #expect(reading(bytes) { Command($0) } == nil)
  }

  @Test(arguments: [("push-command", 23), ("push-to-session", 0)] as [(String, UInt8)])
  func `a command for pushes that could not hold their header is refused`(
    name: String, payloadBytes: UInt8
  ) {
    var bytes = page[name]
    bytes[4] = payloadBytes
    #expect(reading(bytes) { Command($0) } == nil)
  }
}
