import Testing

@testable import Bench
@testable import Probe
@testable import Scenarios
@testable import Tables
@testable import TrialRows
@testable import Trials

/// How the bench judges by the processors that it may use, and not by all that there are.
struct ProcessorsTests {
  private func cell(_ scenario: String, threads: Int) throws -> Cell {
    Cell(try ScenarioCatalogue.scenario(named: scenario), at: Setting { $0.threads = threads })
  }

  @Test func `more threads than cores are granted measure the scheduler, however many may be used`()
    throws
  {
    let two = try cell("contended", threads: 2)
    #expect(!two.isOversubscribed(onCores: 2))
    #expect(two.isOversubscribed(onCores: 1.5))
    #expect(try cell("uncontended", threads: 1).isOversubscribed(onCores: 0.5))
    #expect(try !cell("sessions", threads: 4).isOversubscribed(onCores: 4))
  }

  @Test func `run.json has the processors online, allowed and granted, and what sockets hang on`()
    throws
  {
    var machine = try Probe.Machine.current()
    machine.processorsCount = 64
    machine.allowedProcessors = ProcessorSet([3, 5])
    machine.grantedProcessors = 0.5
    machine.network.congestionControl = "reno"
    machine.network.sendBufferLimitBytes = 4096
    let record = MachineRecord(machine)
    #expect(record.coresCount == 64 && record.allowedCoresCount == 2)
    #expect(record.grantedCoresCount == 0.5)
    #expect(record.tcpCongestionControl == "reno" && record.sendBufferLimitBytes == 4096)
    #expect(record.tcpReceiveBufferBytes == machine.network.receiveBufferBytes)
    #expect(record.transparentHugePages == machine.transparentHugePages)
  }

  @Test func `a disturbance is a share of the processors that we may run on`() throws {
    let rule = ValidityRule(
      disturbanceLimit: ValidityRule.standardLimit, repeatsPerBlock: 0, repeatsPerRun: 0)
    let cell = try cell("uncontended", threads: 1)
    func fault(foreign: UInt64, onCores count: Int) -> String? {
      rule.fault(
        in: ActivityWindow(
          processorsCount: count, wallNanoseconds: 100, stealNanoseconds: 0, ownNanoseconds: 0,
          foreignNanoseconds: foreign, throttledNanoseconds: nil, resolutionNanoseconds: 1), cell)
    }
    #expect(fault(foreign: 60, onCores: 2) == nil)
    #expect(fault(foreign: 60, onCores: 1) != nil)
  }
}
