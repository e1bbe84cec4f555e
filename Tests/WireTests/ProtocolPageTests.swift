import Testing
import Wire

/// The page and the code say the same: each worked example is written and read here.
struct ProtocolPageTests {
  let page: WorkedExamples

  init() throws { page = try WorkedExamples() }

  @Test func `every example on the page is checked here`() {
    #expect(
      page.names == [
        "welcome", "echo", "short-echo", "push", "push-command", "mark", "push-to-session",
      ])
  }

  @Test func `every example's header announces its length`() {
    for name in page.names {
      #expect(reading(page[name], from: 0) { Frame.payloadBytes($0) } == page[name].count - 2)
    }
  }

  @Test func `the welcome of the page`() {
    let welcome = Welcome(
      slot: 7, generation: 3, maximumPayloadBytes: 4096, token: 0x1122_3344_5566_7788)
    #expect(frame(payloadBytes: 24) { welcome.write(to: &$0) } == page["welcome"])
    #expect(reading(page["welcome"]) { Welcome($0) } == welcome)
  }

  @Test func `the token that the page prints is the integer on the wire`() throws {
    let printed = try #require(page.text.firstMatch(of: /token printed as `([0-9a-f]{16})`/))
    let token = reading(page["welcome"]) { Welcome($0)?.token }
    #expect(UInt64(printed.1, radix: 16) == token)
  }

  @Test func `every operation stands in the table, and no other`() {
    let rows = page.text.matches(of: /\n\| (\d+) \| ([a-z ]+) \|/)
    for (number, name) in [
      (Command.Operation.push, "push"), (.disconnect, "disconnect"), (.mark, "mark"),
      (.pushToSession, "push to session"),
    ] {
      #expect(rows.filter { UInt8($0.1) == number.rawValue && $0.2 == name }.count == 1)
    }
    // The other table of that form has the kinds, of which there are four as well.
    #expect(rows.count == Command.Operation.allCases.count + 4)
  }

  @Test func `the echo of the page`() {
    let echo = EchoHeader(check: 0, connection: 9, sequence: 2)
    let written = frame(payloadBytes: 20) {
      echo.write(to: &$0)
      Pattern.fill(&$0, from: EchoHeader.byteCount, sequence: 2)
    }
    #expect(written == page["echo"])
    #expect(reading(page["echo"]) { EchoHeader($0) } == echo)
    #expect(reading(page["echo"]) { Pattern.matches($0, from: 16, sequence: 2) })
    #expect(reading(page["short-echo"]) { Pattern.matches($0, from: 1, sequence: 2) })
    #expect(reading(page["short-echo"]) { PacketKind($0) } == .echo)
  }

  @Test func `the push of the page`() {
    let push = PushHeader(sender: 1, slot: 7, generation: 3, sequence: 5)
    let written = frame(payloadBytes: 26) {
      push.write(to: &$0)
      Pattern.fill(&$0, from: PushHeader.byteCount, sequence: 5)
    }
    #expect(written == page["push"])
    #expect(reading(page["push"]) { PushHeader($0) } == push)
  }

  @Test(arguments: [
    ("push-command", Command(.push, payloadBytes: 64, count: 3)),
    ("mark", Command(.mark, argument: 1)),
    ("push-to-session", Command(.pushToSession, payloadBytes: 32, count: 2, argument: 7 << 32 | 3)),
  ])
  func `the commands of the page`(name: String, command: Command) {
    #expect(frame(payloadBytes: 16) { command.write(to: &$0) } == page[name])
    #expect(reading(page[name]) { Command($0) } == command)
  }
}
