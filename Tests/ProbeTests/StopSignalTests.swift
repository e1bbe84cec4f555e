import Glibc
import Testing

@testable import Probe

/// A stop is for good, so each test takes a process of its own.
@Suite struct StopSignalTests {
  @Test func `no stop is asked for at first`() async {
    await #expect(processExitsWith: .success) {
      let stop = try StopSignal.install()
      precondition(!stop.isRaised && stop.number == nil)
      precondition(!stop.wait(within: .zero))
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal sets the flag and wakes every poller for good`(signal: Int32) async {
    await #expect(processExitsWith: .exitCode(0)) { [signal] in
      let stop = try StopSignal.install()
      kill(getpid(), signal)
      precondition(stop.wait(within: .seconds(60)))
      precondition(stop.wait(within: .zero))
      precondition(stop.number == signal)
      let again = try StopSignal.install()
      precondition(again.descriptor == stop.descriptor)
    }
  }

  @Test func `the first signal is the one that is remembered`() async {
    await #expect(processExitsWith: .success) {
      let stop = try StopSignal.install()
      kill(getpid(), SIGINT)
      precondition(stop.wait(within: .seconds(60)))
      stop.raise()
      precondition(stop.number == SIGINT)
    }
  }

  @Test func `the second signal of a kind ends the process`() async {
    await #expect(processExitsWith: .signal(SIGINT)) {
      let stop = try StopSignal.install()
      kill(getpid(), SIGINT)
      precondition(stop.wait(within: .seconds(60)))
      kill(getpid(), SIGINT)
      sleep(60)
    }
  }

  @Test func `a stop ends the wait for a child, which can still be ended`() async {
    await #expect(processExitsWith: .success) {
      let stop = try StopSignal.install()
      var child = try ChildProcess(Command("/bin/sleep", ["1000"]))
      stop.raise()
      do throws(ChildFailure) {
        _ = try child.wait(within: .seconds(60), unless: stop)
        fatalError("the child has not ended")
      } catch {
        precondition(error == .stopped)
      }
      let exit = try child.terminate(grace: .seconds(60))
      precondition(exit.reason == .signalled(SIGTERM))
    }
  }

  @Test func `a write to a closed pipe is an error, not the end`() async {
    await #expect(processExitsWith: .success) {
      RefusedWrite.becomesAnError()
      let pipe = try Pipe()
      let writer = dup(pipe.writer.number)
      _ = pipe.takeReader()  // closes it
      var byte: UInt8 = 0
      precondition(unsafe write(writer, &byte, 1) == -1 && errno == EPIPE)
    }
  }
}
