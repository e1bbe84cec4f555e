/// The one thread that starts child processes, which lives for as long as the process does.
///
/// The kernel kills a child when the *thread* that started it ends, not its process. A thread from
/// some pool would take the children with it when it is no longer needed.
struct SpawnThread: Sendable {
  private static let shared = Result(catching: SpawnThread.init)

  private let requests: Mailbox<@Sendable () -> Void>

  /// The thread of this process, started when it is first asked for; a kernel that has refused it
  /// once is not asked again.
  static func current() throws(SystemError) -> SpawnThread { try shared.get() }

  private init() throws(SystemError) {
    let requests = Mailbox<@Sendable () -> Void>()
    self.requests = requests
    try NamedThread(name: "spawn") { while true { requests.take()() } }.detach()
  }

  /// Runs `work` there and waits for it.
  func run<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) -> Answer {
    let answer = Mailbox<Answer>()
    requests.put { answer.put(work()) }
    return answer.take()
  }
}
