import Foundation
import LoadGenerator
import Probe
import Testing

struct PlanTests {
  @Test func `a plan passes through JSON unchanged, with names of one style`() throws {
    var plan = LoadPlan(port: 4711)
    plan.ratePerSecond = 1000
    plan.rampPerSecond = 50
    plan.token = RunToken(rawValue: .max)
    plan.commands = [CommandStream(.pushToSession, ratePerSecond: 5)]
    let encoded = try JSONEncoder().encode(plan)
    #expect(try JSONDecoder().decode(LoadPlan.self, from: encoded) == plan)
    let object = try #require(JSONSerialization.jsonObject(with: encoded) as? [String: Any])
    for key in object.keys {
      #expect(key.allSatisfy { $0.isLowercase || $0 == "_" }, "\(key)")
    }
    #expect(object["token"] as? String == "ffffffffffffffff")
  }

  @Test func `a token is sixteen hex digits, and nothing else is read as one`() {
    #expect(RunToken(rawValue: 255).description == "00000000000000ff")
    #expect(RunToken(hex: "ff")?.rawValue == 255)
    for text in ["", "xyz", "12345678123456781", "-1"] { #expect(RunToken(hex: text) == nil) }
  }

  @Test func `a plan that contradicts itself is refused by the name of its field`() {
    func expectRefusal(_ field: String, _ change: (inout LoadPlan) -> Void) {
      var plan = LoadPlan(port: 1)
      change(&plan)
      let error = #expect(throws: LoadError.self, "\(field)") { try plan.validate() }
      guard case .invalidPlan(let reason) = error else {
        Issue.record("\(field): another error")
        return
      }
      #expect(reason.hasPrefix(field))
    }
    expectRefusal("port") { $0.port = 0 }
    expectRefusal("connections") { $0.connections = 0 }
    expectRefusal("threads") { $0.threads = 65 }
    expectRefusal("payload_bytes") { $0.payloadBytes = 0 }
    expectRefusal("payload_bytes") { $0.payloadBytes = 65_536 }
    expectRefusal("duration_s") { $0.durationSeconds = 0 }
    expectRefusal("duration_s") { $0.durationSeconds = .nan }
    expectRefusal("warm_up_s") { $0.warmUpSeconds = -1 }
    expectRefusal("rate_per_s") { $0.ratePerSecond = 0 }
    expectRefusal("rate_per_s inf: expected messages per second from 1e-06 to 1000000000000") {
      $0.ratePerSecond = .infinity
    }
    // The next would be due in more nanoseconds than a clock counts.
    for rate in [1e-300, 1e-11, -1, .nan] {
      expectRefusal("rate_per_s \(rate): expected") { $0.ratePerSecond = rate }
      expectRefusal("ramp_per_s \(rate): expected") { $0.rampPerSecond = rate }
      expectRefusal("commands: rate_per_s \(rate): expected") {
        $0.commands = [CommandStream(.push, ratePerSecond: rate)]
      }
    }
    expectRefusal("warm_up_s inf: expected seconds from 0 to 10000000") {
      $0.warmUpSeconds = .infinity
    }
    // Each would be more nanoseconds than a clock counts.
    expectRefusal("warm_up_s 1e+300") { $0.warmUpSeconds = 1e300 }
    expectRefusal("duration_s 1e+300") { $0.durationSeconds = 1e300 }
    expectRefusal("drain_s 100000000000.0") { $0.drainSeconds = 1e11 }
    expectRefusal("greeting_s 1e+300") { $0.greetingSeconds = 1e300 }
    expectRefusal("depth") { $0.depth = -1 }
    expectRefusal("skew") { $0.skew = 1 }
    expectRefusal("reset_share") { $0.resetShare = 1.5 }
    expectRefusal("token") {
      $0.raw = true
      $0.token = RunToken(rawValue: 1)
    }
    expectRefusal("commands") { $0.commands = [CommandStream(.push, ratePerSecond: 0)] }
    expectRefusal("commands") {
      $0.commands = [CommandStream(.push, ratePerSecond: 1)]
      $0.commands[0].payloadBytes = 23
    }
  }

  @Test func `a sound plan is not refused`() throws {
    try LoadPlan(port: 1).validate()
    var plan = LoadPlan(port: 1)
    plan.ratePerSecond = 10
    plan.skew = 1.2
    try plan.validate()
  }

  /// Limits that only one thing at a time is short of.
  private func limits(
    descriptors: Int = 1_000_000, ports: Int = 28_232, memory: Int? = nil
  ) -> MachineLimits {
    MachineLimits(
      descriptors: descriptors, descriptorsInUse: 10, portsPerAddress: ports,
      availableMemoryBytes: memory)
  }

  private func refusal(_ plan: LoadPlan, _ limits: MachineLimits) -> String {
    let error = #expect(throws: LoadError.self) { try plan.fit(limits) }
    guard case .doesNotFit(let reason) = error else { return "another error" }
    return reason
  }

  @Test func `too many connections for the descriptors are refused with what would fit`() throws {
    var plan = LoadPlan(port: 1)
    plan.connections = 20_000
    let reason = refusal(plan, limits(descriptors: 20_000))
    #expect(reason.hasPrefix("20000 connections do not fit: descriptors: "))
    #expect(reason.contains("may open 20000"))
    #expect(reason.contains("19970 connections would fit"))
    plan.connections = 19_970
    try plan.fit(limits(descriptors: 20_000))
  }

  @Test func `too many connections for the ports of one address are refused`() throws {
    var plan = LoadPlan(port: 1)
    plan.host = "10.0.0.1"
    plan.connections = 30_000
    #expect(refusal(plan, limits()).contains("25408 connections would fit"))
    // Over loopback there are more addresses.
    plan.host = "127.0.0.1"
    try plan.fit(limits())
  }

  @Test func `too many connections for the memory are refused`() {
    var plan = LoadPlan(port: 1)
    plan.connections = 100_000
    let reason = refusal(plan, limits(memory: 1_000_000_000))
    #expect(reason.contains("memory: 1000 MB are available"))
    #expect(reason.contains("50160 connections would fit"))
  }

  @Test func `records that would not fit into the memory are counted`() {
    var plan = LoadPlan(port: 1)
    plan.connections = 10_000
    plan.sendersLimit = 65_536
    #expect(refusal(plan, limits(memory: 1_000_000_000)).contains("936 connections would fit"))
  }

  @Test func `a rate that no thread could keep is refused with what would fit`() throws {
    var plan = LoadPlan(port: 1)
    plan.ratePerSecond = 1e8
    #expect(refusal(plan, limits()).contains("--rate 10000000 would fit, or more --threads"))
    plan.threads = 10
    try plan.fit(limits())
    plan.threads = 1
    plan.ratePerSecond = 1e7
    try plan.fit(limits())
  }

  @Test func `ends and commands that no load could do are refused`() throws {
    var plan = LoadPlan(port: 1)
    plan.churnPerSecond = 1e9
    #expect(refusal(plan, limits()).contains("at most 1000000"))
    plan.churnPerSecond = 0
    plan.commands = [CommandStream(.disconnect, ratePerSecond: 1e7)]
    #expect(refusal(plan, limits()).contains("at most 1000000"))
  }

  @Test func `the ports of ended connections count as well`() throws {
    var plan = LoadPlan(port: 1)
    plan.host = "10.0.0.1"
    plan.churnPerSecond = 1000
    plan.durationSeconds = 100
    // Nine tenths of the ports, 64 of them in use, last for 60 s.
    #expect(refusal(plan, limits()).contains("--churn 422 would fit"))
    plan.churnPerSecond = 422
    try plan.fit(limits())
    plan.churnPerSecond = 1000
    plan.resetShare = 1
    try plan.fit(limits())
    plan.resetShare = 0
    plan.durationSeconds = 10
    try plan.fit(limits())
    plan.durationSeconds = 100
    plan.host = "127.0.0.1"
    try plan.fit(limits())
  }

  @Test func `a command asks for no more pushes than the protocol allows`() throws {
    var plan = LoadPlan(port: 1)
    plan.commands = [CommandStream(.push, ratePerSecond: 1)]
    plan.commands[0].count = 1985
    try plan.validate()
    plan.commands[0].count = 1986
    #expect(throws: LoadError.self) { try plan.validate() }
  }

  @Test func `an IPv6 host is refused by name`() {
    for host in ["::1", "[::1]", "fe80::1"] {
      var plan = LoadPlan(port: 1)
      plan.host = host
      let error = #expect(throws: LoadError.self) { _ = try Load.run(plan) }
      #expect(
        error
          == .invalidPlan(
            "host \(host): IPv6 is not supported; give an IPv4 address, or a name that has one"))
    }
  }

  @Test func `a machine that cannot hold one connection says so`() {
    #expect(refusal(LoadPlan(port: 1), limits(descriptors: 20)).contains("not even one would fit"))
  }
}
