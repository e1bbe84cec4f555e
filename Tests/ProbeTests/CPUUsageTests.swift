import Glibc
import Testing

@testable import Probe

@Suite struct CPUUsageTests {
  @Test func `work of a thread is counted for it and for its process`() throws {
    let process = CPUUsage.ofCurrentProcess
    let thread = try NamedThread(name: "worker") {
      let before = CPUUsage.ofCurrentThread
      burn(nanoseconds: 20_000_000)
      return CPUUsage.ofCurrentThread - before
    }.join()
    let all = CPUUsage.ofCurrentProcess - process
    #expect(thread.totalNanoseconds >= 20_000_000)
    #expect(all.totalNanoseconds >= thread.totalNanoseconds)
    #expect(thread.userNanoseconds + thread.systemNanoseconds > 0)
  }

  @Test func `a thread that sleeps gives up the processor`() throws {
    let stop = try StopSignal.install()
    let usage = try NamedThread(name: "sleeper") {
      let before = CPUUsage.ofCurrentThread
      for _ in 0..<3 { _ = stop.wait(within: .milliseconds(1)) }
      return CPUUsage.ofCurrentThread - before
    }.join()
    #expect(usage.voluntarySwitchesCount >= 3)
  }

  @Test func `a thread that shares one processor waits for it`() throws {
    let one = ProcessorSet([try #require(ProcessorSet.allowed().numbers.first)])
    let work: @Sendable () -> UInt64? = {
      let before = CPUUsage.ofCurrentThread
      burn(nanoseconds: 30_000_000)
      return (CPUUsage.ofCurrentThread - before).runDelayNanoseconds
    }
    let first = try NamedThread(name: "first", processors: one, work)
    let second = try NamedThread(name: "second", processors: one, work)
    let delays = [first.join(), second.join()].compactMap { $0 }
    // Both want 30 ms of one processor, so one of them waits; a kernel that does not count says
    // nil.
    #expect(delays.isEmpty || delays.max()! > 0)
  }

  @Test func `a difference never wraps`() {
    let less = usage(total: 1, delay: 5)
    let more = usage(total: 2, delay: nil)
    #expect((less - more).totalNanoseconds == 0)
    #expect((more - less).totalNanoseconds == 1)
    #expect((more - less).runDelayNanoseconds == nil)
    #expect((usage(total: 0, delay: 7) - less).runDelayNanoseconds == 2)
  }

  private func usage(total: UInt64, delay: UInt64?) -> CPUUsage {
    CPUUsage(
      userNanoseconds: 0, systemNanoseconds: 0, totalNanoseconds: total,
      runDelayNanoseconds: delay, voluntarySwitchesCount: 0, involuntarySwitchesCount: 0)
  }
}

/// Keeps the calling thread's processor busy until it has used this much of it.
func burn(nanoseconds: UInt64) {
  let start = clockNanoseconds(CLOCK_THREAD_CPUTIME_ID)
  while clockNanoseconds(CLOCK_THREAD_CPUTIME_ID) - start < nanoseconds {}
}
