/// The one thread that starts child processes, which lives for as long as the process does.
///
/// The kernel kills a child when the *thread* that started it ends, not its process. A thread from
/// some pool would take the children with it when it is no longer needed.
struct SpawnThread: Sendable {
  static let shared = SpawnThread()

  private let requests: Mailbox<@Sendable () -> Void>

  private init() {
    let requests = Mailbox<@Sendable () -> Void>()
    self.requests = requests
    do {
      try NamedThread(name: "spawn") { while true { requests.take()() } }.detach()
    } catch {
      preconditionFailure("no thread to start processes from: \(error)")
    }
  }

  /// Runs `work` there and waits for it.
  func run<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) -> Answer {
    let answer = Mailbox<Answer>()
    requests.put { answer.put(work()) }
    return answer.take()
  }
}
