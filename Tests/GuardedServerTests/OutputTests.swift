import GuardedServer
import Reactor
import SessionGuards
import Testing

@Suite struct OutputTests {
  @Test func `a direct send is written by its own thread, at once`() throws {
    var bench = Bench()
    let id = try bench.open(7)
    var sender = OutsideSender(bench.table, port: bench.port)!
    let taken = sender.send([1, 2].span, to: id)
    #expect(taken)
    #expect(bench.port.wire(7).written == Client.frame([1, 2]))
    #expect(bench.finish().sendsLost == 0)
  }

  @Test func `deferred sends leave with the reactor's next batch, in one write`() throws {
    var bench = Bench { $0.flush = .deferred }
    let id = try bench.open(7)
    var sender = OutsideSender(bench.table, port: bench.port)!
    for byte: UInt8 in 1...3 { sender.send([byte].span, to: id) }
    #expect(bench.port.wire(7).written.isEmpty)
    _ = bench.path.settle()
    #expect(bench.port.wire(7).written == (1...3).flatMap { Client.frame([$0]) })
    #expect(bench.port.wire(7).writeCount == 1)
    _ = bench.finish()
  }

  @Test func `a send that meets a writer is left to it, and not forgotten`() throws {
    let gate = Gate()
    var bench = Bench(MemoryPort { _ in gate.pass() })
    let id = try bench.open(7)
    let (table, port) = (bench.table, bench.port)
    let first = Worker {
      var sender = OutsideSender(table, port: port)!
      sender.send([1].span, to: id)
    }
    try #require(gate.waitForArrival())
    var second = OutsideSender(table, port: port)!
    let taken = second.send([2].span, to: id)
    #expect(taken)
    #expect(port.wire(7).written.isEmpty, "the second has gone away without writing")
    gate.open()
    try #require(first.join())
    #expect(frames(port.wire(7).written).payloads == [[1], [2]])
    _ = bench.finish()
  }

  @Test func `a reactor that meets a writer is sent back to its own frames`() throws {
    let gate = Gate()
    var bench = Bench(MemoryPort { _ in gate.pass() })
    let id = try bench.open(7, hearing: [Client.frame([5])])
    let (table, port) = (bench.table, bench.port)
    let first = Worker {
      var sender = OutsideSender(table, port: port)!
      sender.send([1].span, to: id)
    }
    try #require(gate.waitForArrival())
    bench.path.serve(id)
    #expect(port.wire(7).written.isEmpty)
    gate.open()
    try #require(first.join())
    #expect(frames(port.wire(7).written).payloads == [[1]])
    _ = bench.path.settle()
    #expect(frames(port.wire(7).written).payloads == [[1], [5]])
    _ = bench.finish()
  }

  @Test func `a send that meets the reactor writing is written by the reactor`() throws {
    let gate = Gate()
    let port = MemoryPort { _ in gate.pass() }
    var bench = Bench(port)
    let id = try bench.open(7, hearing: [Client.frame([5])])
    let table = bench.table
    let other = Worker {
      guard gate.waitForArrival() else { return }
      var sender = OutsideSender(table, port: port)!
      sender.send([1].span, to: id)
      gate.open()
    }
    bench.path.serve(id)
    try #require(other.join())
    #expect(frames(port.wire(7).written).payloads == [[5], [1]])
    _ = bench.finish()
  }

  @Test func `a frame that was cut is ended before anything else is written`() throws {
    var bench = Bench()
    let id = try bench.open(7, hearing: [Client.frame([5, 5])])
    var sender = OutsideSender(bench.table, port: bench.port)!
    bench.port.change(7) { $0.room = 1 }
    sender.send([1, 2, 3].span, to: id)
    bench.path.serve(id)
    sender.send([4].span, to: id)
    #expect(bench.port.wire(7).written.count == 1)
    bench.port.change(7) { $0.room = .max }
    bench.path.resumeWriting(id.slot)
    #expect(frames(bench.port.wire(7).written).payloads == [[1, 2, 3], [4], [5, 5]])
    _ = bench.finish()
  }

  @Test func `no other thread writes into a frame that the reactor's own write cut`() throws {
    var bench = Bench()
    let id = try bench.open(7, hearing: [Client.frame([5, 5])])
    var sender = OutsideSender(bench.table, port: bench.port)!
    bench.port.change(7) { $0.room = 3 }
    bench.path.serve(id)
    bench.port.change(7) { $0.room = .max }
    sender.send([1].span, to: id)
    #expect(bench.port.wire(7).written.count == 3, "the frame's rest is not the sender's to write")
    bench.path.resumeWriting(id.slot)
    #expect(frames(bench.port.wire(7).written).payloads == [[5, 5], [1]])
    _ = bench.finish()
  }

  @Test(arguments: FlushMode.allCases)
  func `a full queue ends the session as a slow reader, and every frame is accounted for`(
    flush: FlushMode
  ) throws {
    var bench = Bench { $0.flush = flush }
    let slow = try bench.open(7, hearing: [[], []])
    let quick = try bench.open(8, hearing: [Client.frame([1])])
    bench.port.change(7) { $0.room = 100 }
    var sender = OutsideSender(bench.table, port: bench.port)!
    while sender.send(Array(repeating: 1, count: 50).span, to: slow) {}
    #expect(bench.port.wire(7).shutdowns == [.both])
    bench.path.serve(quick)
    bench.path.serve(slow)
    _ = bench.path.settle()
    #expect(bench.diary.released == [.slowReader])
    #expect(bench.port.wire(7).closes == [true])
    #expect(bench.port.wire(8).written == Client.frame([1]))
    let counters = bench.finish()
    let delivered = frames(bench.port.wire(7).written).payloads.count + 1
    #expect(counters.sendsAccepted == delivered + counters.sendsLost)
  }

  /// The ring has 512 words: 2 + 50 × 10 are taken and the first 2 given back, so that 12 are free,
  /// 10 of them before the end. A record of 11 would fit in number, but not in one piece.
  @Test func `a record that would only fit around the ring's end is refused`() throws {
    var bench = Bench {
      $0.flush = .deferred
      $0.maximumPayload = 100
      $0.queueBytes = 4096
    }
    let id = try bench.open(7)
    var sender = OutsideSender(bench.table, port: bench.port)!
    sender.send([1].span, to: id)
    for _ in 0..<50 { sender.send(Array(repeating: 2, count: 64).span, to: id) }
    bench.port.change(7) { $0.room = 3 }
    _ = bench.path.settle()
    let isTaken = sender.send(Array(repeating: 3, count: 74).span, to: id)
    #expect(!isTaken)
    let counters = bench.finish()
    #expect(bench.diary.released == [.slowReader])
    #expect(counters.sendsAccepted == 51 && counters.sendsLost == 50)
    #expect(counters.violations == 0)
  }

  @Test func `a reactor's full backlog ends the session as well`() throws {
    var bench = Bench { $0.queueBytes = 4096 }
    let echoes = (0..<200).flatMap { _ in Client.frame(Array(repeating: 7, count: 64)) }
    let id = try bench.open(7, hearing: [echoes, []])
    bench.port.change(7) { $0.room = 1000 }
    bench.path.serve(id)
    #expect(bench.port.wire(7).shutdowns == [.both])
    bench.path.serve(id)
    _ = bench.path.settle()
    #expect(bench.diary.released == [.slowReader])
    let counters = bench.finish()
    let delivered = frames(bench.port.wire(7).written).payloads.count
    #expect(counters.sendsAccepted == delivered + counters.sendsLost)
  }

  @Test func `a broken connection ends the session and counts its frames as lost`() throws {
    var bench = Bench()
    let id = try bench.open(7, hearing: [Client.frame([1]) + Client.frame([2])])
    bench.port.change(7) { $0.isBroken = true }
    bench.path.serve(id)
    _ = bench.path.settle()
    _ = bench.path.settle()
    #expect(bench.diary.released == [.connectionFailed])
    #expect(bench.finish().sendsLost == 2)
  }

  @Test func `ids that never were, or are no more, are refused`() throws {
    var bench = Bench()
    let id = try bench.open(7, hearing: [[]])
    var sender = OutsideSender(bench.table, port: bench.port)!
    bench.path.serve(id)
    _ = bench.path.settle()
    let strangers = [
      id, SessionID(slot: 3, generation: 1), SessionID(slot: 4, generation: 1),
      SessionID(rawValue: .max), SessionID(rawValue: 0),
    ]
    for stranger in strangers {
      let isSent = sender.send([1].span, to: stranger)
      let isDisconnected = sender.disconnect(stranger)
      #expect(!isSent && !isDisconnected, "\(stranger)")
    }
    #expect(bench.finish().violations == 0)
  }

  @Test func `only the first disconnect returns true, and what was sent before goes out`() throws {
    var bench = Bench { $0.flush = .deferred }
    let id = try bench.open(7, hearing: [[]])
    var sender = OutsideSender(bench.table, port: bench.port)!
    sender.send([1].span, to: id)
    let answers = [sender.disconnect(id), sender.disconnect(id)]
    #expect(answers == [true, false])
    #expect(bench.port.wire(7).written == Client.frame([1]))
    #expect(bench.port.wire(7).shutdowns == [.both])
    bench.path.serve(id)
    _ = bench.path.settle()
    #expect(bench.diary.released == [.disconnected])
    _ = bench.finish()
  }

  @Test func `there are as many outside senders as the configuration says`() {
    let bench = Bench { $0.outsideSenderCount = 1 }
    var first = OutsideSender(bench.table, port: bench.port)
    let hasFirst = first != nil
    let second = OutsideSender(bench.table, port: bench.port)
    let hasSecond = second != nil
    #expect(hasFirst && !hasSecond)
    first = nil
    let third = OutsideSender(bench.table, port: bench.port)
    let hasThird = third != nil
    #expect(hasThird)
  }
}
