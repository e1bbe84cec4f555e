internal import Tables
import Wire

extension LoadPlan {
  /// Refuses a plan that contradicts itself, naming the first field that is wrong.
  public func validate() throws(LoadError) {
    try validateNumbers()
    try validateShares()
    try validateLoop()
    try validateMode()
    for stream in commands { try stream.validate() }
  }

  private static let notNegative = "must be a finite number that is not negative"

  private func validateNumbers() throws(LoadError) {
    try require(port > 0, "port", "must not be 0")
    try require(connections >= 1, "connections", "must be at least 1")
    try require(connections <= 1 << 24, "connections", "must be at most 16,777,216")
    try require(threads >= 1 && threads <= 256, "threads", "must be from 1 to 256")
    try require(threads <= connections, "threads", "must not outnumber the connections")
    try require(
      payloadBytes >= 1 && payloadBytes <= Frame.maximumPayloadBytes, "payload_bytes",
      "must be from 1 to \(Frame.maximumPayloadBytes)")
    try require(warmUpSeconds, in: .spareSeconds, "warm_up_s")
    try require(durationSeconds, in: .runSeconds, "duration_s")
    try require(drainSeconds, in: .spareSeconds, "drain_s")
    try require(greetingSeconds, in: .runSeconds, "greeting_s")
    try require(rampPerSecond, in: .rate(of: "connections"), "ramp_per_s")
    try require(
      sendersLimit >= 1 && sendersLimit <= 65_536, "senders_limit", "must be from 1 to 65,536")
    try require(skew.isNotNegative && skew <= 8, "skew", "must be from 0 to 8")
  }

  private func validateShares() throws(LoadError) {
    try require(churnPerSecond.isNotNegative, "churn_per_s", Self.notNegative)
    try require((0...1).contains(resetShare), "reset_share", "must be from 0 to 1")
    try require((0...1).contains(stopReadingShare), "stop_reading_share", "must be from 0 to 1")
  }

  private func validateLoop() throws(LoadError) {
    try require(depth >= 0 && depth <= 1 << 16, "depth", "must be from 0 to 65,536")
    try require(ratePerSecond, in: .rate(of: "messages"), "rate_per_s")
    try require(
      inFlightLimit >= 1 && inFlightLimit <= 1 << 16, "in_flight_limit",
      "must be from 1 to 65,536")
    let needsRate = skew > 0 && loop == .closed && commands.isEmpty
    try require(
      !needsRate, "skew", "needs an open loop: a closed loop loads all connections alike")
  }

  private func validateMode() throws(LoadError) {
    guard raw else { return }
    try require(commands.isEmpty, "commands", "need frames, and a raw echo has none")
    try require(token == nil, "token", "needs a welcome, and a raw echo sends none")
    try require(loop != .listen, "depth", "must be at least 1 against a raw echo")
  }

  private func require<Number>(
    _ value: Number?, in limits: Limits<Number>, _ field: String
  ) throws(LoadError) {
    if let fault = value.flatMap(limits.fault(of:)) { throw .invalidPlan("\(field) \(fault)") }
  }

  private func require(
    _ condition: Bool, _ field: String, _ rule: String
  ) throws(LoadError) {
    if !condition { throw .invalidPlan("\(field) \(rule)") }
  }
}

extension CommandStream {
  func validate() throws(LoadError) {
    if let fault = Limits.rate(of: "commands").fault(of: ratePerSecond) {
      throw .invalidPlan("commands: rate_per_s \(fault)")
    }
    guard operation == .disconnect || payloadBytes >= PushHeader.byteCount else {
      throw .invalidPlan("commands: payload_bytes must be at least \(PushHeader.byteCount)")
    }
    guard payloadBytes <= Frame.maximumPayloadBytes else {
      throw .invalidPlan("commands: payload_bytes must be at most \(Frame.maximumPayloadBytes)")
    }
    let most = Command.maximumCount(ofPayloadBytes: payloadBytes)
    guard operation == .disconnect || count <= most else {
      throw .invalidPlan("commands: count must be at most \(most) at payload_bytes \(payloadBytes)")
    }
  }
}

extension Double {
  var isNotNegative: Bool { isFinite && self >= 0 }
}
