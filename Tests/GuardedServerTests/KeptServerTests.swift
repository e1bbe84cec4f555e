import Dispatch
import Glibc
import GuardedServer
import Reactor
import SessionGuards
import Testing

/// Servers on the kernel's sockets whose handlers wait between lease and send.
@Suite struct KeptServerTests {
  typealias Guard = Guards.HazardPromote
  typealias Server = LanServer<Guard>

  @Test(arguments: Topology.allCases)
  func `a stop waits for a session that is kept`(topology: Topology) throws {
    try expectEnd(topology) { $0.stop() }
  }

  @Test(arguments: Topology.allCases)
  func `a drain waits for a session that is kept`(topology: Topology) throws {
    try expectEnd(topology) { $0.drain(grace: .zero) }
  }

  private func expectEnd(
    _ topology: Topology, _ end: @escaping @Sendable (Server) -> Void
  ) throws {
    let diary = Diary()
    let server = try Self.server(topology, slotCount: 4)
    try server.start { _ in Witness(diary: diary) }
    let client = try Client(server.endpoint)
    while diary.accepted.isEmpty { sched_yield() }
    var sender = server.makeSender()!
    guard let kept = sender.keep(diary.accepted[0]) else {
      server.stop()
      throw Refused()
    }
    let stopper = Worker { end(server) }
    // The reactor has closed the session, and looks for its end again and again.
    while server.counters.unreleasedPeak == 0 { sched_yield() }
    let first = server.counters.waits
    while server.counters.waits < first + 3 { sched_yield() }
    let isTaken = kept.send([1].span)
    #expect(!isTaken && server.counters.released == 0 && diary.released.isEmpty)
    kept.drop()
    try #require(stopper.join())
    try client.readToEnd()
    #expect(client.unread == 0 && diary.released == [.stopped])
    #expect(server.counters.descriptorsOpened == server.counters.descriptorsClosed)
  }

  private static func server(_ topology: Topology, slotCount: Int) throws -> Server {
    var configuration = ServerConfiguration(slotCount: slotCount)
    configuration.topology = topology
    if topology == .shared { configuration.reactorCount = 2 }
    return try Server(Guard.self, configuration)
  }

  /// Two client threads come and go on three slots, while a task for each of their requests keeps
  /// the session, waits and answers.
  @Test(arguments: Topology.allCases)
  func `tasks keep, wait and drop, while clients come and go`(topology: Topology) throws {
    let (clientCount, sessionCount, requestCount) = (2, 60, 6)
    let server = try Self.server(topology, slotCount: 3)
    let desk = Desk()
    try server.start { _ in AskingHandler(desk, server.makeSender()!) }
    let heard = Locked((answers: 0, faults: [String]()))
    let endpoint = server.endpoint
    let workers = (0..<clientCount).map { number in
      Worker {
        for session in 0..<sessionCount {
          let visit = Visit(
            client: UInt8(number), session: UInt8(session), requestCount: requestCount)
          let (answers, faults) = visit.make(at: endpoint)
          heard.withLock {
            $0.answers += answers
            $0.faults += faults
          }
        }
      }
    }
    for worker in workers { #expect(worker.join()) }
    server.stop()
    let (answers, faults) = heard.withLock { $0 }
    let counters = server.counters
    #expect(faults.isEmpty)
    #expect(counters.accepted == clientCount * sessionCount)
    #expect(counters.released == counters.accepted && counters.violations == 0)
    #expect(counters.sendsAccepted + counters.sendsRefused == counters.messagesReceived)
    #expect(answers + counters.sendsLost == counters.sendsAccepted)
    #expect(counters.descriptorsOpened == counters.descriptorsClosed)
  }
}

private struct Refused: Error {}

/// What tasks wait for.
private actor Desk {
  func wait(turns: UInt8) async { for _ in 0..<turns { await Task.yield() } }
}

/// Threads for the tasks. Those of the default executor are as many as cores, and the tests that
/// run beside this one hold them up.
private final class OwnThreads: TaskExecutor {
  static let shared = OwnThreads()
  private let queue = DispatchQueue(label: "tasks", attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// Sends each request back, from a task that has waited; ends the session if that is asked for.
private final class AskingHandler: SessionHandler {
  private let desk: Desk
  private var sender: KeptServerTests.Server.Sender

  init(_ desk: Desk, _ sender: consuming KeptServerTests.Server.Sender) {
    self.desk = desk
    self.sender = sender
  }

  func onReceive(
    _ packet: RawSpan, from id: SessionID, via _: inout some SessionSender & ~Copyable
  ) throws(Rejection) {
    let request = unsafe packet.withUnsafeBytes { unsafe Array($0) }
    guard let kept = sender.keep(id) else { throw Rejection() }
    Task(executorPreference: OwnThreads.shared) { @Sendable [desk] in
      await desk.wait(turns: request[2] % 4)
      kept.send(request.span)
      if request[3] == Witness.disconnectMe { kept.disconnect() }
    }
  }
}

/// One session of a client: it stays for every answer, asks to be disconnected, or ends its side.
private struct Visit {
  let client: UInt8
  let session: UInt8
  let requestCount: Int

  func make(at endpoint: Endpoint) -> (answers: Int, faults: [String]) {
    do {
      let client = try Client(endpoint)
      let requests = (0..<requestCount).map { number -> [UInt8] in
        let ends = session % 3 == 1 && number == Int(session) % requestCount
        return [self.client, session, UInt8(number), ends ? Witness.disconnectMe : 0]
      }
      try client.write(requests.flatMap(Client.frame))
      if session % 3 == 2 { client.shutdownWriting() }
      var left = Set(requests)
      while session % 3 != 0 || !left.isEmpty, let answer = try client.receive() {
        if left.remove(answer) == nil { return (0, ["\(requests) was answered \(answer)"]) }
      }
      let isMissing = session % 3 == 0 && !left.isEmpty
      return (requestCount - left.count, isMissing ? ["\(left) was not answered"] : [])
    } catch {
      return (0, ["\(error)"])
    }
  }
}
