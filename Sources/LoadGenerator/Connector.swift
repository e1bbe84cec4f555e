import Probe
import Reactor

/// Which connections of one thread are to be begun, when, and from which address.
struct Connector {
  /// Connections of a thread that may wait for their welcome at once: far fewer than any backlog.
  static let pendingLimit = 64
  /// Pause after a refused attempt, once the run has begun.
  static let retryNanoseconds: UInt64 = 20_000_000

  private var waiting: [Int]
  private let rampGap: Double
  private let threads: Int
  private let isLoopback: Bool
  private let connectionsPerAddress: Int
  /// Moves all further connections to later addresses when the kernel is out of ports.
  private var addressShift = 0
  /// Addresses that were left since an attempt succeeded.
  private var leftCount = 0

  /// Begun and not welcomed.
  var pendingCount = 0
  private(set) var rampedCount = 0
  /// When the next may begin; 0: at once.
  var notBefore: UInt64 = 0
  private var rampStart: UInt64?
  /// When attempts began to fail, without one succeeding since.
  var failingSince: UInt64?

  init(_ plan: LoadPlan, server: ServerFacts, count: Int) {
    waiting = Array((0..<count).reversed())
    threads = plan.threads
    rampGap = plan.rampPerSecond.map { 1e9 / $0 * Double(plan.threads) } ?? 0
    isLoopback = server.endpoint.isLoopback
    connectionsPerAddress = max(
      Int(Double(PortRange.currentCount) * LoadPlan.usablePortShare), 1)
  }

  var hasWork: Bool { !waiting.isEmpty }

  /// When the next connection begins; `.max` if none waits or too many are pending.
  var nextBegin: UInt64 {
    waiting.isEmpty || pendingCount >= Self.pendingLimit ? .max : notBefore
  }

  /// Takes the next place to connect, if it is time.
  mutating func next(now: UInt64) -> Int? {
    guard pendingCount < Self.pendingLimit, now >= notBefore, let place = waiting.popLast() else {
      return nil
    }
    pendingCount += 1
    pace(now: now)
    return place
  }

  /// Puts a place back: it is to be connected again.
  mutating func wait(_ place: Int) { waiting.append(place) }

  /// Returns the source address for a connection; nil leaves it to the kernel.
  func source(of connection: Int) -> Endpoint? {
    let address = connection / connectionsPerAddress + addressShift
    guard isLoopback, address > 0 else { return nil }
    let last = UInt32(address % LoadPlan.loopbackAddresses) + 1
    return Endpoint(address: 0x7F00_0000 | last, port: 0)
  }

  /// Leaves an address without free ports; reports whether there is another to try.
  mutating func changeAddress() -> Bool {
    guard isLoopback, leftCount < LoadPlan.loopbackAddresses else {
      // After a pause some ports of the first addresses may be free again.
      leftCount = 0
      return false
    }
    leftCount += 1
    addressShift += 1
    return true
  }

  /// Notes that a connection was made.
  mutating func succeeded() {
    failingSince = nil
    leftCount = 0
  }

  private mutating func pace(now: UInt64) {
    rampedCount += 1
    guard rampGap > 0 else { return }
    let start = rampStart ?? now
    rampStart = start
    // Attempts that are refused count as well, and they do not wait for the ramp.
    let due = Double(rampedCount) * rampGap
    notBefore = due < 9e18 ? start + UInt64(due) : .max
  }
}
