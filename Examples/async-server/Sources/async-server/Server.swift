import Glibc
import GuardedServer
import SessionGuards

/// The guard of this server: its leases may be promoted, so that a task can keep a session.
typealias AsyncGuard = Guards.HazardPromote
typealias AsyncServer = LanServer<AsyncGuard>

/// Stands for a database: an answer takes a few suspensions, some of them more than others.
actor Archive {
  private var answerCount = 0

  /// Returns the request's own bytes, and how many answers there have been.
  func answer(to request: Request) async -> [UInt8] {
    for _ in 0..<request.number % 5 { await Task.yield() }
    answerCount += 1
    return request.bytes + [UInt8(truncatingIfNeeded: answerCount)]
  }
}

/// Starts a task for each request; the task keeps the session while it waits.
///
/// Each reactor has a handler of its own, which has a sender of its own to keep sessions by.
final class AsyncHandler: SessionHandler {
  private let archive: Archive
  private var sender: AsyncServer.Sender

  init(_ archive: Archive, _ sender: consuming AsyncServer.Sender) {
    self.archive = archive
    self.sender = sender
  }

  func onReceive(
    _ packet: RawSpan, from id: SessionID, via _: inout some SessionSender & ~Copyable
  ) throws(Rejection) {
    guard let request = Request(packet.withUnsafeBytes { Array($0) }) else { throw Rejection() }
    // Never nil here: the session's own reactor, which calls this, is the one to close it.
    guard let kept = sender.keep(id) else { throw Rejection() }
    // The end of the task drops the session, on whichever thread that is.
    Task { @Sendable [archive] in await Self.serve(request, kept, archive) }
  }

  /// The client, or another task, may end the session at any `await`. It is not released before
  /// this returns: what is sent is taken or refused, and never goes to the slot's next client.
  private static func serve(
    _ request: Request, _ kept: borrowing KeptSession<AsyncGuard>, _ archive: Archive
  ) async {
    let answer = await archive.answer(to: request)
    kept.send(answer.span)
    if request.kind == .leave { kept.disconnect() }
  }
}

@main
struct AsyncProgram {
  static func main() throws {
    // Fewer slots than clients at once, so that each is used again as soon as it may be.
    let server = try AsyncServer(AsyncGuard.self, .init(slotCount: 6, reactorCount: 2))
    let archive = Archive()
    try server.start { _ in AsyncHandler(archive, server.makeSender()!) }
    var crowd = Crowd(server.endpoint)
    crowd.play(rounds: 100)
    // Returns when the last task has dropped its session.
    server.stop()

    let counters = server.counters
    print(
      """
      \(counters.messagesReceived) requests of \(counters.accepted) sessions: \
      \(crowd.answerCount) answered, \(counters.sendsRefused) refused, \
      \(counters.sendsLost) lost with their session
      """)
    let faults = crowd.faults + faults(in: counters, crowd.answerCount)
    for fault in faults { print("error: \(fault)") }
    if !faults.isEmpty { exit(1) }
  }

  /// What must hold when the server has stopped, and does not.
  private static func faults(in counters: ServerCounters, _ answerCount: Int) -> [String] {
    [
      (
        counters.sendsAccepted + counters.sendsRefused == counters.messagesReceived,
        "a request was neither answered nor refused"
      ),
      (
        answerCount + counters.sendsLost == counters.sendsAccepted,
        "an answer was taken, and neither delivered nor lost"
      ),
      (counters.accepted == counters.released, "a session was not released"),
      (counters.violations == 0, "the guard broke a promise"),
      (counters.sendsRefused > 0, "no session ended while a task kept it"),
    ].filter { !$0.0 }.map(\.1)
  }
}
