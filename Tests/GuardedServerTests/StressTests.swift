import Glibc
import GuardedServer
import Reactor
import SessionGuards
import Testing

/// A seeded generator (SplitMix64), so that a failure can be had again.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

@Suite struct StressTests {
  /// Three threads send through a ring of a few dozen records, which wraps and rewinds all the
  /// time, while the port takes a few bytes at a time and the reactor sends as well.
  @Test(arguments: FlushMode.allCases, [1, 2, 3] as [UInt64])
  func `frames stay whole, complete and in order per sender`(
    flush: FlushMode, seed: UInt64
  ) throws {
    let (senderCount, messageCount, window) = (3, 1500, 12)
    var bench = Bench {
      $0.flush = flush
      $0.queueBytes = 4096
    }
    let id = try bench.open(7)
    let (table, port) = (bench.table, bench.port)
    let delivered = Delivered(count: senderCount)
    let workers = (0..<senderCount).map { number in
      Worker {
        var random = Seeded(state: seed &* 31 &+ UInt64(number))
        var sender = OutsideSender(table, port: port)!
        for sequence in 0..<messageCount {
          while sequence - delivered.of(number) >= window { sched_yield() }
          let size = 3 + Int(random.next() % 40)
          var packet = [UInt8](repeating: UInt8(truncatingIfNeeded: sequence), count: size)
          packet[0] = UInt8(number)
          packet[1] = UInt8(sequence & 255)
          packet[2] = UInt8(sequence >> 8)
          guard sender.send(packet.span, to: id) else { return }
        }
      }
    }
    var random = Seeded(state: seed)
    var oracle = Oracle(senderCount: senderCount)
    let deadline = ContinuousClock.now + .seconds(30)
    while oracle.total < senderCount * messageCount, ContinuousClock.now < deadline {
      let room = Int(random.next() % 200)
      port.change(7) { $0.room = room }
      bench.path.resumeWriting(id.slot)
      _ = bench.path.settle()
      let bytes = port.change(7) { wire in
        defer { wire.written = [] }
        return wire.written
      }
      oracle.hear(bytes)
      for number in 0..<senderCount { delivered.set(number, oracle.next[number]) }
    }
    for worker in workers { #expect(worker.join()) }
    #expect(oracle.complaints.isEmpty)
    #expect(oracle.next == Array(repeating: messageCount, count: senderCount))
    let counters = bench.finish()
    #expect(counters.sendsAccepted == senderCount * messageCount)
    #expect(counters.sendsLost == 0 && counters.violations == 0)
  }

  /// How far each sender's frames have come; written by the reader, read by the senders.
  final class Delivered: Sendable {
    private let counts: Locked<[Int]>
    init(count: Int) { counts = Locked(Array(repeating: 0, count: count)) }
    func of(_ number: Int) -> Int { counts.withLock { $0[number] } }
    func set(_ number: Int, _ count: Int) { counts.withLock { $0[number] = count } }
  }

  /// Checks that each sender's frames come whole, in order, and without a hole.
  struct Oracle {
    var next: [Int]
    var complaints: [String] = []
    private var rest: [UInt8] = []
    var total: Int { next.reduce(0, +) }

    init(senderCount: Int) { next = Array(repeating: 0, count: senderCount) }

    mutating func hear(_ bytes: [UInt8]) {
      let (payloads, rest) = frames(rest + bytes)
      self.rest = Array(rest)
      for payload in payloads {
        guard payload.count >= 3, Int(payload[0]) < next.count else {
          complaints.append("no frame of ours: \(payload)")
          continue
        }
        let sequence = Int(payload[1]) + Int(payload[2]) << 8
        let isWhole = payload.dropFirst(3).allSatisfy { $0 == payload[1] }
        if sequence != next[Int(payload[0])] || !isWhole {
          complaints.append("expected \(next), got \(payload)")
        }
        next[Int(payload[0])] = sequence + 1
      }
    }
  }
}
