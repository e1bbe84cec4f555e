import Synchronization
import Testing

@testable import Probe

@Suite struct ThreadTests {
  @Test func `a thread carries its name, cut to what the kernel holds`() throws {
    let name = try NamedThread(name: "a-name-of-twenty-one") {
      KernelFile.line("/proc/thread-self/comm")
    }.join()
    #expect(name == "a-name-of-twent")
  }

  @Test func `a thread runs where it was told to`() throws {
    let last = ProcessorSet([try #require(ProcessorSet.allowed().numbers.last)])
    let seen = try NamedThread(name: "pinned", processors: last) {
      try? ProcessorSet.allowed()
    }.join()
    #expect(seen == last)
  }

  @Test func `a thread that may not run where it should does not run`() {
    let hasRun = Flag()
    let nowhere = ProcessorSet([ProcessorSet.limit - 1])
    #expect(throws: SystemError.self) {
      try NamedThread(name: "lost", processors: nowhere) { hasRun.raise() }.join()
    }
    #expect(!hasRun.isRaised)
  }

  @Test func `a team answers in the order of its indices`() throws {
    let team = try ThreadTeam(name: "square", count: 5) { index, barrier in
      barrier.wait()
      return index * index
    }
    team.begin()
    #expect(team.join() == [0, 1, 4, 9, 16])
  }

  @Test func `no thread begins before all are prepared and the caller says so`() throws {
    let hasBegun = Flag()
    let prepared = Counter()
    let team = try ThreadTeam(name: "together", count: 4) { _, barrier in
      prepared.increment()
      barrier.wait()
      return (hasBegun.isRaised, prepared.value)
    }
    hasBegun.raise()
    team.begin()
    #expect(prepared.value == 4)
    #expect(team.join().allSatisfy { $0 == (true, 4) })
  }

  @Test func `a team that cannot be complete does not run at all`() {
    let hasRun = Flag()
    let nowhere = ProcessorSet([ProcessorSet.limit - 1])
    #expect(throws: SystemError.self) {
      _ = try ThreadTeam(name: "torn", count: 3, processors: { $0 == 2 ? nowhere : nil }) { _, _ in
        hasRun.raise()
      }.join()
    }
    #expect(!hasRun.isRaised)
  }

  @Test func `a thread that is forgotten is a mistake`() async {
    await #expect(processExitsWith: .failure) {
      _ = try NamedThread(name: "forgotten") {}
    }
  }

  @Test func `glibc's shortcut for single threads is off once it was ended`() throws {
    try SingleThreadedMode.end()
    #expect(!SingleThreadedMode.isOn)
  }

  @Test func `processors are a set`() throws {
    #expect(ProcessorSet([3, 1, 3]) == ProcessorSet([1, 3]))
    #expect(ProcessorSet([70]).mask[1] == 1 << 6)
    #expect(try ProcessorSet.allowed().count >= 1)
  }
}

/// Something that happened or did not.
private final class Flag: Sendable {
  private let state = Mutex(false)
  func raise() { state.withLock { $0 = true } }
  var isRaised: Bool { state.withLock { $0 } }
}

private final class Counter: Sendable {
  private let state = Mutex(0)
  func increment() { state.withLock { $0 += 1 } }
  var value: Int { state.withLock { $0 } }
}
