import Glibc
import Testing

@testable import Probe

@Suite struct MachineActivityTests {
  let text = """
    cpu  100 2 30 5000 40 6 7 8 0 0
    cpu0 50 1 15 2500 20 3 3 4 0 0
    cpu1 50 1 15 2500 20 3 4 4 0 0
    intr 1 2 3
    ctxt 99
    """

  private let both = ProcessorSet([0, 1])

  @Test func `idle is what is idle or waits for a disk, in ticks of 10 ms`() throws {
    let stat = try #require(ProcStat(text, of: both))
    #expect(stat.processorsCount == 2)
    #expect(stat.idleNanoseconds == 50_400_000_000)
    #expect(stat.stealNanoseconds == 80_000_000)
  }

  @Test(arguments: ["", "cpu 1 2 3", "cpu  1 2 3 4 5 6 7 8 9 10"])
  func `a file in another form is not understood`(text: String) {
    #expect(ProcStat(text, of: both) == nil)
  }

  @Test func `what is neither idle nor stolen nor ours is foreign`() throws {
    let earlier = moment(at: 1000, own: 50, idle: 300, steal: 10)
    let later = moment(at: 2000, own: 450, idle: 1200, steal: 110)
    // Two processors for 1000 ns: 900 idle, 100 stolen, 400 ours.
    let window = later.since(earlier)
    #expect(window.wallNanoseconds == 1000)
    #expect(window.stealNanoseconds == 100)
    #expect(window.ownNanoseconds == 400)
    #expect(window.foreignNanoseconds == 600)
  }

  @Test func `what others do on processors that we may not run on is not foreign`() throws {
    // The first processor idles, the second is busy with another process's work.
    func text(idle: Int, busy: Int) -> String {
      """
      cpu  \(busy) 0 0 \(idle) 0 0 0 0 0 0
      cpu0 0 0 0 \(idle) 0 0 0 0 0 0
      cpu1 \(busy) 0 0 0 0 0 0 0 0 0
      cpu10 7 0 0 7 0 0 0 7 0 0
      """
    }
    func window(_ processors: [Int]) throws -> ActivityWindow {
      let moments = try [(0, 0), (100, 100)].map { idle, busy in
        MachineActivity(
          nanoseconds: UInt64(busy) * 10_000_000, ownNanoseconds: 0,
          stat: try #require(ProcStat(text(idle: idle, busy: busy), of: ProcessorSet(processors))))
      }
      return moments[1].since(moments[0])
    }
    let first = try window([0])
    #expect(first.processorsCount == 1 && first.foreignNanoseconds == 0)
    let second = try window([1])
    #expect(second.processorsCount == 1 && second.foreignNanoseconds == 1_000_000_000)
    // Numbers of a container's own that the file does not have: all that it has.
    #expect(try window([500]).processorsCount == 3)
  }

  @Test func `time that a quota kept back is told only where there is one`() {
    var (earlier, later) = (
      moment(at: 0, own: 0, idle: 0, steal: 0), moment(at: 9, own: 0, idle: 0, steal: 0)
    )
    #expect(later.since(earlier).throttledNanoseconds == nil)
    (earlier.throttledNanoseconds, later.throttledNanoseconds) = (5, 12)
    #expect(later.since(earlier).throttledNanoseconds == 7)
  }

  @Test func `rounding never makes less than nothing foreign`() {
    let earlier = moment(at: 1000, own: 0, idle: 0, steal: 0)
    let later = moment(at: 1100, own: 250, idle: 0, steal: 0)
    #expect(later.since(earlier).foreignNanoseconds == 0)
  }

  @Test func `this machine's activity can be read`() throws {
    let earlier = try MachineActivity.now()
    burn(nanoseconds: 5_000_000)
    let window = try MachineActivity.now().since(earlier)
    #expect(window.wallNanoseconds >= 5_000_000)
    #expect(window.ownNanoseconds >= 5_000_000)
  }

  /// In a process of its own, because other tests have children too.
  @Test func `children's time is ours, while they run and after`() async {
    await #expect(processExitsWith: .success) {
      let script = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done; exec sleep 1000"
      let start = ProcessTree.nanoseconds
      let ownStart = CPUUsage.ofCurrentProcess.totalNanoseconds
      var child = try ChildProcess(Command("/bin/sh", ["-c", script]))
      _ = try child.nextLine(within: .seconds(50))
      let running = ProcessTree.nanoseconds - start
      let own = CPUUsage.ofCurrentProcess.totalNanoseconds - ownStart
      let exit = try child.terminate(grace: .seconds(50))
      let ended = ProcessTree.nanoseconds - start
      let used = exit.usage.totalNanoseconds
      precondition(running + 1_000_000 >= used / 2 + own, "\(running) of \(used) beside \(own)")
      precondition(ended >= used, "\(ended) of \(used)")
    }
  }

  private func moment(
    at nanoseconds: UInt64, own: UInt64, idle: UInt64, steal: UInt64
  ) -> MachineActivity {
    var stat = ProcStat(text, of: both)!
    stat.idleNanoseconds = idle
    stat.stealNanoseconds = steal
    return MachineActivity(nanoseconds: nanoseconds, ownNanoseconds: own, stat: stat)
  }
}
