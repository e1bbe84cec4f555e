import Reactor
import Synchronization
import Testing

@Suite struct WorkerThreadTests {
  /// A thread's handle on itself, once the thread that started it has put it there.
  final class Handle: Sendable {
    private let thread = Mutex<WorkerThread?>(nil)
    func put(_ started: WorkerThread) { thread.withLock { $0 = started } }
    var value: WorkerThread? { thread.withLock { $0 } }
  }

  @Test func `a thread that waits for its own end traps`() async {
    await #expect(processExitsWith: .failure) {
      let handle = Handle()
      let thread = try WorkerThread {
        while true {
          guard let own = handle.value else { continue }
          return own.join()
        }
      }
      handle.put(thread)
      thread.join()
    }
  }
}
