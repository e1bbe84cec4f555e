import Reactor
import Wire

/// What the control connection learned, and every thread needs.
struct ServerFacts: Sendable {
  var endpoint: Endpoint
  /// Nil for a raw echo.
  var token: UInt64?
  var maximumPayloadBytes: Int
}

/// One thread's share of the connections, and everything it does with them.
///
/// A value on its thread's stack: no field of a class is touched per message, nothing is allocated
/// after the beginning, and the records of the connections lie in raw memory.
struct Shard: ~Copyable {
  static let wakeupToken = UInt64.max
  static let alarmToken = UInt64.max - 1
  /// One read takes at most this much; what is left is read after the reply.
  static let readBytes = 256 << 10
  /// One write gives at most this much, or one message if that is longer.
  static let writeBytes = 256 << 10

  let plan: LoadPlan
  let loop: LoadPlan.Loop
  let shape: MessageShape
  let server: ServerFacts
  /// Which thread of the plan this is.
  let index: Int
  /// How many connections are its own.
  let count: Int
  let clock: LoadClock
  let run: RunBoard
  let own: ShardBoard

  var poller: Poller
  var alarm: Alarm
  let flows: Slab<Flow>
  let rings: RunRings
  let ledger: PushLedger
  /// The incomplete frame that each connection has read so far.
  let tails: Slab<UInt8>
  /// Room for the longest tail, then for one read.
  let input: Slab<UInt8>
  let output: Slab<UInt8>

  let pacings: Slab<Pacing>
  var dueFlows: DueQueue
  var sources: EventSources
  var connector: Connector

  var phase = Phase.connecting
  var scheduleStart: UInt64 = 0
  var windowStart = UInt64.max
  var windowEnd = UInt64.max
  var drainDeadline = UInt64.max
  var lastRead: UInt64 = 0
  var inFlightTotal: UInt64 = 0
  var backlogTotal: UInt64 = 0
  var welcomedCount = 0
  var deadCount = 0
  /// Whether nothing more was to come when the thread last looked, after the measurement.
  var hasDrained = false
  /// Messages of the measurement that were under way when the server ended their session.
  var unfinishedCount: UInt64 = 0

  var counters = Counters()
  var windowCounters = Counters()
  var windowProcessor: UInt64 = 0
  var latency: LatencyTally
  var serviceLatency: LatencyTally
  var lateness: LatencyTally
  var violations = ViolationLog()

  init(
    _ plan: LoadPlan, index: Int, server: ServerFacts, clock: LoadClock, run: RunBoard,
    own: ShardBoard
  ) throws(Errno) {
    let shape = MessageShape(plan)
    let count = (plan.connections - index + plan.threads - 1) / plan.threads
    let limit = plan.loop == .open ? plan.inFlightLimit : max(plan.depth, 1)
    let longest = max(server.maximumPayloadBytes + Frame.headerBytes, shape.byteCount)
    // All that can be refused comes first: a value that cannot be copied is made whole or not.
    let poller = try Poller(capacity: 512)
    let alarm = try Alarm()
    try poller.add(own.wakeup.fd, token: Self.wakeupToken, [.readable, .edges])
    try poller.add(alarm.fd, token: Self.alarmToken, [.readable, .edges])
    let flows = try Slab<Flow>(count: count)
    let pacings = try Slab<Pacing>(count: plan.loop == .open ? count : 0)
    let rings = try RunRings(connections: count, limit: limit)
    let ledger = try PushLedger(connections: count, senders: plan.sendersLimit)
    let tails = try Slab<UInt8>(count: count, width: longest)
    let input = try Slab<UInt8>(count: 1, width: longest + Self.readBytes)
    let output = try Slab<UInt8>(count: 1, width: max(Self.writeBytes, shape.byteCount + 64))
    let latency = try LatencyTally()
    let serviceLatency = try LatencyTally()
    let lateness = try LatencyTally()

    self.plan = plan
    loop = plan.loop
    self.shape = shape
    self.server = server
    self.index = index
    self.count = count
    self.clock = clock
    self.run = run
    self.own = own
    self.poller = poller
    self.alarm = alarm
    self.flows = flows
    self.rings = rings
    self.ledger = ledger
    self.tails = tails
    self.input = input
    self.output = output
    self.latency = latency
    self.serviceLatency = serviceLatency
    self.lateness = lateness
    self.pacings = pacings
    dueFlows = DueQueue(capacity: plan.loop == .open ? count : 0)
    sources = EventSources(plan)
    connector = Connector(plan, server: server, count: count)
    prepareFlows()
  }

  private mutating func prepareFlows() {
    for place in 0..<count {
      unsafe flows[place].initialize(to: Flow())
      unsafe flows[place].pointee.stopsReading = plan.stopsReading(connection(at: place))
    }
    guard loop == .open else { return }
    let schedules = plan.schedules()
    for place in 0..<count {
      let schedule = schedules.schedule(of: connection(at: place))
      unsafe pacings[place].initialize(to: Pacing(coming: schedule, sending: schedule))
    }
  }

  /// Returns the number, over all threads, of the connection at a place of this one.
  @inline(__always)
  func connection(at place: Int) -> Int { place &* plan.threads &+ index }

  /// Reports whether the thread has nothing left to do.
  var isFinished: Bool {
    switch phase {
    case .aborted: true
    case .draining: hasDrained || clock.now >= drainDeadline
    case .connecting, .warmUp, .measuring: false
    }
  }

  /// Reports whether messages that came due before the end have not been looked at.
  var hasDueMessages: Bool { phase == .draining && dueFlows.earliest <= windowEnd }

  /// Reports whether every reply has come; where pushes are awaited, whether none came lately.
  var isQuiet: Bool {
    guard inFlightTotal == 0 && backlogTotal == 0 && !hasDueMessages else { return false }
    return !plan.expectsPushes || clock.now >= lastRead + Self.quietNanoseconds
  }

  /// Silence after which no more pushes are expected: many times a loopback round trip.
  static let quietNanoseconds: UInt64 = 50_000_000
}
