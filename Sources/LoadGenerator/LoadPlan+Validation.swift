internal import Tables
import Wire

extension LoadPlan {
  /// Refuses a plan that contradicts itself, naming the first field that is wrong.
  public func validate() throws(LoadError) {
    try validateNumbers()
    try require(threads <= connections, "threads", "must not outnumber the connections")
    let needsRate = skew > 0 && loop == .closed && commands.isEmpty
    try require(
      !needsRate, "skew", "needs an open loop: a closed loop loads all connections alike")
    try validateMode()
    for stream in commands { try stream.validate() }
  }

  private func validateNumbers() throws(LoadError) {
    try require(Int(port), in: Limits(1...65_535), "port")
    try require(connections, in: Limits(1...(1 << 24)), "connections")
    try require(threads, in: Limits(1...256), "threads")
    try require(payloadBytes, in: Limits(1...Frame.maximumPayloadBytes), "payload_bytes")
    try require(warmUpSeconds, in: .spareSeconds, "warm_up_s")
    try require(durationSeconds, in: .runSeconds, "duration_s")
    try require(drainSeconds, in: .spareSeconds, "drain_s")
    try require(greetingSeconds, in: .runSeconds, "greeting_s")
    try require(rampPerSecond, in: .rate(of: "connections"), "ramp_per_s")
    try require(sendersLimit, in: Limits(1...65_536), "senders_limit")
    try require(skew, in: .skew, "skew")
    try require(
      churnPerSecond, in: Limits(0...1e12, of: "ends of connections per second"), "churn_per_s")
    try require(resetShare, in: .share, "reset_share")
    try require(stopReadingShare, in: .share, "stop_reading_share")
    try require(depth, in: Limits(0...(1 << 16)), "depth")
    try require(ratePerSecond, in: .rate(of: "messages"), "rate_per_s")
    try require(inFlightLimit, in: Limits(1...(1 << 16)), "in_flight_limit")
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
