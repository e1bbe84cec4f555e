import GuardedServer
import SessionGuards
import Testing
import Wire

@testable import Scenarios
@testable import Statistics

/// The server's side of docs/protocol.md, without a server.
@Suite struct ServeHandlerTests {
  private let record = ServeRecord(slotCount: 4) { ServerCounters() }
  private let first = SessionID(slot: 2, generation: 3)
  private let second = SessionID(slot: 1, generation: 1)

  private func handler(_ topology: Topology = .owned) -> BenchHandler {
    let greeting = Greeting(token: 0x1122_3344_5566_7788, maximumPayload: 4096)
    return BenchHandler(reactor: 1, greeting, slotCount: 4, record, topology)
  }

  /// Hands a packet to the handler; reports whether it was rejected.
  private func receive(
    _ packet: [UInt8], _ handler: inout BenchHandler, _ sender: inout RecordingSender
  ) -> Bool {
    do {
      try unsafe handler.onReceive(packet.span.bytes, from: first, via: &sender)
      return false
    } catch {
      return true
    }
  }

  private func command(_ command: Command) -> [UInt8] {
    var payload = Payload(byteCount: Command.byteCount)
    payload.write { command.write(to: &$0) }
    return payload.storage
  }

  @Test func `a client is welcomed with its session, the limit and the token`() {
    var handler = handler()
    var sender = RecordingSender()
    handler.onAccept(first, via: &sender)
    let expected: [UInt8] =
      [1, 1, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 16, 0, 0]
      + [0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11]
    #expect(sender.sent.map(\.packet) == [expected])
  }

  @Test func `a session that one reactor accepts is published by another's callback`() {
    var (accepting, serving) = (handler(.shared), handler(.shared))
    var sender = RecordingSender()
    accepting.onAccept(first, via: &sender)
    #expect(record.live.table[first.slot].target == nil)
    _ = receive([2, 7], &serving, &sender)
    #expect(record.live.table[first.slot].target == first)
    accepting.onAccept(second, via: &sender)
    record.live.hide(second)
    serving.publishNewcomer()
    #expect(record.live.table[second.slot].target == nil, "it was hidden before")
  }

  @Test func `an echo comes back byte for byte`() {
    var handler = handler()
    var sender = RecordingSender()
    let isRejected = receive([2, 7, 255, 0, 9], &handler, &sender)
    #expect(!isRejected)
    #expect(sender.sent.map(\.packet) == [[2, 7, 255, 0, 9]])
    #expect(sender.sent.map(\.id) == [first])
  }

  @Test(arguments: [
    [UInt8](repeating: 1, count: 24), [3] + [UInt8](repeating: 0, count: 23), [0], [9, 9],
    [4, 3, 0, 0], [4, 9] + [UInt8](repeating: 0, count: 14),
    [4, 1, 23] + [UInt8](repeating: 0, count: 13),
  ])
  func `a packet that the protocol does not allow ends the session`(packet: [UInt8]) {
    var handler = handler()
    var sender = RecordingSender()
    let isRejected = receive(packet, &handler, &sender)
    #expect(isRejected)
    #expect(sender.sent.isEmpty)
  }

  @Test func `pushes are numbered per session, and only those that were taken`() throws {
    var handler = handler()
    var sender = RecordingSender()
    sender.room = 2
    let ask = command(Command(.push, payloadBytes: 30, count: 5))
    #expect(!receive(ask, &handler, &sender))
    sender.room = 1
    #expect(!receive(ask, &handler, &sender))
    let headers = sender.sent.map { unsafe PushHeader($0.packet.span.bytes) }
    #expect(headers.map { $0?.sequence } == [0, 1, 2])
    #expect(headers.allSatisfy { $0?.slot == 2 && $0?.generation == 3 })
    #expect(headers.allSatisfy { $0?.sender == PushHeader.reactorSenders | 1 })
    for (packet, header) in zip(sender.sent.map(\.packet), headers) {
      let sequence = try #require(header?.sequence)
      #expect(unsafe Pattern.matches(packet.span.bytes, from: 24, sequence: sequence))
    }
  }

  @Test func `pushes longer than the limit end the session that asked`() {
    var handler = handler()
    var sender = RecordingSender()
    let isRejected = receive(
      command(Command(.push, payloadBytes: 4097, count: 1)), &handler, &sender)
    #expect(isRejected)
  }

  @Test func `pushes go to another session, or to none that there is`() {
    var handler = handler()
    var sender = RecordingSender()
    for raw in [second.rawValue, .max] {
      let ask = Command(.pushToSession, payloadBytes: 24, count: 1, argument: raw)
      #expect(!receive(command(ask), &handler, &sender))
    }
    #expect(sender.sent.map(\.id) == [second])
  }

  @Test func `a client that asks for it is disconnected`() {
    var handler = handler()
    var sender = RecordingSender()
    #expect(!receive(command(Command(.disconnect)), &handler, &sender))
    #expect(sender.disconnected == [first])
    handler.onRelease(first, because: .disconnected, via: &sender)
    #expect(record.noted.reuse.count == 1)
  }

  @Test func `a mark is taken, then acknowledged with the same bytes`() {
    var handler = handler()
    var sender = RecordingSender()
    let marks = [0, 1].map { command(Command(.mark, argument: $0)) }
    for mark in marks { #expect(!receive(mark, &handler, &sender)) }
    #expect(sender.sent.map(\.packet) == marks)
    #expect(record.noted.marks.map(\.number) == [0, 1])
    #expect(record.noted.marks[0].cpuNanoseconds <= record.noted.marks[1].cpuNanoseconds)
  }

  @Test func `the latest marks are kept, and all are counted`() {
    for number in 0..<1000 as Range<UInt64> { record.mark(number + 5, askedBy: first) }
    record.mark(0, askedBy: first)
    record.mark(1, askedBy: first)
    #expect(record.noted.marks.count == ServeRecord.marksKept)
    #expect(record.noted.marks.suffix(3).map(\.number) == [1004, 0, 1])
    #expect(record.noted.marksCount == 1002)
  }

  @Test func `a client that asks for marks without end is ended`() {
    var handler = handler()
    var sender = RecordingSender()
    let marks = (0..<70 as Range<UInt64>).map { command(Command(.mark, argument: $0 % 2)) }
    let refused = marks.map { receive($0, &handler, &sender) }
    #expect(refused.firstIndex(of: true) == 64)
    #expect(record.noted.marksCount == 64)
  }

  @Test func `a command for pushes without end ends the session that asked`() {
    var handler = handler()
    var sender = RecordingSender()
    for operation in [Command.Operation.push, .pushToSession] {
      let ask = Command(operation, payloadBytes: 64, count: .max, argument: first.rawValue)
      #expect(receive(command(ask), &handler, &sender))
    }
    #expect(sender.sent.isEmpty)
  }

  @Test func `outside senders pause between mark 1 and the next mark 0`() {
    #expect(record.gate.pass(thread: 0) == .sending)
    record.mark(1, askedBy: first)
    #expect(record.gate.pass(thread: 0) == .pausing)
    record.mark(0, askedBy: first)
    #expect(record.gate.pass(thread: 0) == .sending)
    record.gate.end()
    record.mark(0, askedBy: first)
    #expect(record.gate.pass(thread: 0) == .ended)
  }

  @Test func `other threads hear of a session at the next callback`() {
    var handler = handler()
    var sender = RecordingSender()
    handler.onAccept(first, via: &sender)
    #expect(record.live.table[first.slot].target == nil)
    handler.onAccept(second, via: &sender)
    #expect(record.live.table[first.slot].target == first)
    #expect(!receive([2], &handler, &sender))
    #expect(record.live.table[second.slot].target == second)
  }

  @Test func `no thread sends to a session that was released or takes marks`() {
    var handler = handler()
    var sender = RecordingSender()
    handler.onAccept(first, via: &sender)
    #expect(!receive([2], &handler, &sender))
    #expect(!receive(command(Command(.mark)), &handler, &sender))
    #expect(record.live.table[first.slot].target == nil)
    #expect(record.live.unreleased == [first])
    handler.onRelease(first, because: .peerEnded, via: &sender)
    #expect(record.live.unreleased == [])
    #expect(record.live.table[first.slot].past == first)
  }
}
