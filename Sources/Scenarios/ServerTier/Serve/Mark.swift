internal import GuardedServer
internal import Probe

/// What a server had used and done by the time that a client asked.
///
/// The difference of two marks is a measurement, whatever machine the client is on.
public struct Mark: Codable, Sendable, Equatable {
  public var number: UInt64
  /// On the server's clock.
  public var monotonicNanoseconds: UInt64
  public var cpuUserNanoseconds: UInt64
  public var cpuSystemNanoseconds: UInt64
  public var cpuNanoseconds: UInt64
  /// Nil where the kernel does not count.
  public var runDelayNanoseconds: UInt64?
  public var voluntarySwitches: UInt64
  public var involuntarySwitches: UInt64
  /// Frames received.
  public var messages: Int
  /// Sends that were taken: echoes, pushes, welcomes.
  public var sends: Int
  public var refused: Int
  /// Batches of events, and the sessions that were closed and not released at their ends; nil of a
  /// server that does not count them.
  public var waits: Int?
  public var unreleasedSum: Int?
  public var unreleasedPeak: Int?
  /// Nil without jemalloc.
  public var allocations: UInt64?
  /// Bytes in use.
  public var allocatedBytes: UInt64?

  enum CodingKeys: String, CodingKey {
    case number
    case monotonicNanoseconds = "monotonic_ns"
    case cpuUserNanoseconds = "cpu_user_ns"
    case cpuSystemNanoseconds = "cpu_system_ns"
    case cpuNanoseconds = "cpu_ns"
    case runDelayNanoseconds = "run_delay_ns"
    case voluntarySwitches = "voluntary_switches"
    case involuntarySwitches = "involuntary_switches"
    case messages, sends, refused, waits, allocations
    case unreleasedSum = "unreleased_sum"
    case unreleasedPeak = "unreleased_peak"
    case allocatedBytes = "allocated_bytes"
  }

  init(_ number: UInt64, _ counters: ServerCounters) {
    let usage = CPUUsage.ofCurrentProcess
    let allocated = ProcessAllocations.read()
    self.number = number
    monotonicNanoseconds = MonotonicClock.nanoseconds
    cpuUserNanoseconds = usage.userNanoseconds
    cpuSystemNanoseconds = usage.systemNanoseconds
    cpuNanoseconds = usage.totalNanoseconds
    runDelayNanoseconds = usage.runDelayNanoseconds
    voluntarySwitches = usage.voluntarySwitchesCount
    involuntarySwitches = usage.involuntarySwitchesCount
    messages = counters.messagesReceived
    sends = counters.sendsAccepted
    refused = counters.sendsRefused
    waits = counters.waits
    unreleasedSum = counters.unreleasedSum
    unreleasedPeak = counters.unreleasedPeak
    allocations = allocated?.allocationsCount
    allocatedBytes = allocated?.inUseBytes
  }
}
