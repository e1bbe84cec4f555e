import Probe
import Reactor
import Wire

/// Runs loads: connects, warms up, measures, and checks every byte that comes back.
public enum Load {
  /// Runs a plan to its end, or until `stop` returns true, and returns the report.
  ///
  /// `progress` and `stop` are called a few dozen times per second at most, on the calling thread.
  /// A stopped run has a complete report, marked as interrupted. What the server did wrong to
  /// sessions is in the report; what makes a run impossible is thrown.
  public static func run(
    _ plan: LoadPlan,
    progress: (LoadProgress) -> Void = { _ in },
    stop: () -> Bool = { false }
  ) throws(LoadError) -> LoadReport {
    try plan.validate()
    let limits = MachineLimits.current()
    try plan.fit(limits)
    do {
      try DescriptorLimit.raise(toHold: UInt64(plan.descriptorsNeeded(limits)))
    } catch {
      throw .kernel(error.description)
    }
    let endpoint = try plan.endpoint()
    var course = Course()
    let server = try course.meet(endpoint, plan)
    var conductor = try Conductor(plan, server: server)
    return try conductor.conduct(course, progress: progress, stop: stop)
  }
}

/// The course of a run as a whole, beside what its threads count.
struct Course {
  var connectedCount = 0
  var wasStopped = false
  /// Whether every client was there, so that there is something to report.
  var hasBegun = false
  /// What ended the run before its time.
  var failure: LoadError?
  var marks: [MarkTimes] = []
  /// Of the short connections beside the load.
  var counters = Counters()

  /// Reads the server's welcome, and checks that the server suits the plan.
  mutating func meet(_ endpoint: Endpoint, _ plan: LoadPlan) throws(LoadError) -> ServerFacts {
    guard !plan.raw else {
      return ServerFacts(
        endpoint: endpoint, token: nil, maximumPayloadBytes: plan.payloadBytes)
    }
    let control = try ControlConnection(
      to: endpoint, timeoutSeconds: plan.greetingSeconds, isKnown: false)
    countControlConnect()
    let welcome = control.welcome
    counters.pushesCount += control.end()
    if let token = plan.token, token.rawValue != welcome.token {
      throw .wrongToken(expected: token, found: RunToken(rawValue: welcome.token))
    }
    let maximum = Int(welcome.maximumPayloadBytes)
    guard (1...Frame.maximumPayloadBytes).contains(maximum) else {
      throw .notOurServer("\(endpoint) states a maximum payload of \(maximum) bytes")
    }
    let longest = plan.commands.map(\.payloadBytes).reduce(plan.payloadBytes, max)
    guard longest <= maximum else {
      throw .invalidPlan(
        "payload_bytes is \(longest), but the server takes at most \(maximum)")
    }
    return ServerFacts(
      endpoint: endpoint, token: welcome.token, maximumPayloadBytes: maximum)
  }

  /// Asks the server for mark 0 (the measurement begins) or 1 (it ends), if the plan has marks.
  mutating func mark(
    _ number: UInt64, _ server: ServerFacts, _ plan: LoadPlan
  ) throws(LoadError) {
    guard plan.marks && !plan.raw else { return }
    // A server that ends sessions at random may end this one; not five times in a row.
    for _ in 0..<5 {
      var control = try ControlConnection(
        to: server.endpoint, timeoutSeconds: plan.greetingSeconds, isKnown: true)
      countControlConnect()
      let times = try control.mark(number)
      counters.pushesCount += control.end()
      if let times {
        marks.append(times)
        return
      }
      guard plan.letsServerEnd else { break }
    }
    throw .serverLost("\(server.endpoint) ended the connection instead of taking mark \(number)")
  }

  /// Counts a connection beside the load, once it is welcomed.
  private mutating func countControlConnect() {
    counters.connectsCount += 1
    counters.welcomesCount += 1
    counters.controlConnectsCount += 1
  }
}
