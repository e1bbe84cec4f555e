import LoadGenerator
import Reactor
import Testing

/// A server of another kind gives one clear error.
struct WrongServerTests {
  private func error(_ habits: Habits, _ change: (inout LoadPlan) -> Void = { _ in }) -> LoadError?
  {
    #expect(throws: LoadError.self) {
      _ = try withServer(habits) { port in
        try Load.run(
          quickPlan(port) {
            $0.greetingSeconds = 0.2
            change(&$0)
          })
      }
    }
  }

  private func reason(_ greeting: Habits.Greeting) -> String {
    var habits = Habits()
    habits.greeting = greeting
    guard case .notOurServer(let reason) = error(habits) else { return "another error" }
    return reason
  }

  @Test func `garbage, silence, an end and an empty frame are not our server`() {
    #expect(reason(.garbage).contains("something else instead of a welcome"))
    #expect(reason(.silence).contains("sent no welcome"))
    #expect(reason(.end).contains("ended the connection instead of sending a welcome"))
    #expect(reason(.emptyFrame).contains("a frame without a payload"))
  }

  @Test func `the server of another run is told by its token`() {
    let expected = RunToken(rawValue: 0x1234)
    let found = RunToken(rawValue: 0xABCD)
    let thrown = error(Habits()) { $0.token = expected }
    #expect(thrown == .wrongToken(expected: expected, found: found))
    #expect(
      thrown?.description
        == "the server has the token 000000000000abcd of another run; "
        + "this run's is 0000000000001234")
  }

  @Test func `the right token is accepted`() throws {
    let (report, _) = try withServer { port in
      try Load.run(quickPlan(port) { $0.token = RunToken(hex: "abcd") })
    }
    #expect(report.violationsCount == 0)
  }

  @Test func `no server at the port is one clear error`() throws {
    let port = try Listener(at: .loopback(), sharesPort: false).endpoint.port
    let error = #expect(throws: LoadError.self) {
      _ = try Load.run(quickPlan(port))
    }
    guard case .unreachable(let reason) = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(reason.contains("127.0.0.1:\(port)") && reason.contains("refused"))
  }

  @Test func `no server at the port of a raw echo is one clear error`() throws {
    let port = try Listener(at: .loopback(), sharesPort: false).endpoint.port
    let error = #expect(throws: LoadError.self) {
      _ = try Load.run(quickPlan(port) { $0.raw = true })
    }
    guard case .unreachable = error else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
  }

  @Test func `a payload over the server's maximum is refused with both numbers`() {
    let thrown = error(Habits()) { $0.payloadBytes = 4097 }
    #expect(
      thrown == .invalidPlan("payload_bytes is 4097, but the server takes at most 4096"))
  }
}
