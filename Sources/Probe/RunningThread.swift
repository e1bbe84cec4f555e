internal import CSystem
internal import Glibc

/// A thread that was started; the holder of this value has to join or detach it once.
struct RunningThread<Answer: Sendable>: Sendable {
  private let handle: pthread_t
  private let answer: AnswerBox<Answer>

  /// Starts a thread; when this returns, it has its name and its processors.
  init(
    name: String, processors: ProcessorSet?, _ body: @escaping @Sendable () -> Answer
  ) throws(SystemError) {
    let answer = AnswerBox<Answer>()
    let settled = Mailbox<SystemError?>()
    let handle = try ThreadStart {
      unsafe name_current_thread(String(decoding: name.utf8.prefix(15), as: UTF8.self))
      do throws(SystemError) {
        try processors?.pinCurrentThread()
      } catch {
        return settled.put(error)
      }
      settled.put(nil)
      answer.value = body()
    }.start(name)
    if let refusal = settled.take() {
      pthread_join(handle, nil)
      throw refusal
    }
    self.handle = handle
    self.answer = answer
  }

  func join() -> Answer {
    let code = pthread_join(handle, nil)
    precondition(code == 0)
    return answer.value!
  }

  func detach() { pthread_detach(handle) }
}

/// Where a thread leaves its result.
private final class AnswerBox<Answer: Sendable>: @unchecked Sendable {
  // Safe: written by the thread before its end, read after it was joined.
  var value: Answer?
}

/// What a new thread does: pthread's entry point is a C function, which cannot be generic.
private final class ThreadStart: Sendable {
  private let body: @Sendable () -> Void

  init(_ body: @escaping @Sendable () -> Void) { self.body = body }

  func start(_ name: String) throws(SystemError) -> pthread_t {
    var handle = pthread_t()
    // Safe: the thread takes over the reference that is added here.
    let reference = unsafe Unmanaged.passRetained(self)
    let code = unsafe pthread_create(
      &handle, nil,
      { argument in
        unsafe Unmanaged<ThreadStart>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, reference.toOpaque())
    guard code != 0 else { return handle }
    unsafe reference.release()
    throw SystemError("start the thread \(name)", code: code)
  }
}
