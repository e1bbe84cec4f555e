import Foundation
import Testing

@testable import CheckVerdicts
@testable import History
@testable import TrialRows

/// The words for a machine's cores, and their comparison: online, allowed and granted.
struct MachineTests {
  private func machine(_ online: Int?, _ allowed: Int? = nil, _ granted: Double? = nil)
    -> MachineRecord
  {
    var machine = MachineRecord()
    (machine.cpuModel, machine.kernel) = ("Example CPU", "6.1")
    (machine.coresCount, machine.allowedCoresCount) = (online, allowed)
    machine.grantedCoresCount = granted
    return machine
  }

  private func manifest(_ machine: MachineRecord) -> RunManifest {
    RunManifest(
      runID: "run", profile: "full", seed: 1, arguments: [],
      startedAt: Date(timeIntervalSince1970: 0), cells: [],
      comparison: SummaryPlan(strategies: []), machine: machine)
  }

  @Test func `cores are told by what there is less of`() {
    #expect(machine(8).cores == "8 cores")
    #expect(machine(8, 8, 8).cores == "8 cores")
    #expect(machine(8, 2, 2).cores == "8 cores, 2 allowed")
    #expect(machine(8, 8, 1.5).cores == "8 cores, 1.5 granted")
    #expect(machine(8, 4, 1.5).cores == "8 cores, 4 allowed, 1.5 granted")
    #expect(machine(nil, 4).cores == nil)
  }

  @Test(arguments: [
    (9, 2, 2.0, "processors 8 cores, 2 allowed, now 9 cores, 2 allowed"),
    (8, 1, 1.0, "processors 8 cores, 2 allowed, now 8 cores, 1 allowed"),
    (8, 2, 0.5, "processors 8 cores, 2 allowed, now 8 cores, 2 allowed, 0.5 granted"),
  ])
  func `another number of any kind is another machine, wherever machines are compared`(
    online: Int, allowed: Int, granted: Double, words: String
  ) {
    let (old, new) = (machine(8, 2, 2), machine(online, allowed, granted))
    #expect(manifest(old).differences(to: manifest(new)) == [words])
    #expect(old.fingerprint != new.fingerprint)
    let study = Study(
      kind: .falseAlarms, strategy: "packed", slowdownPercent: 0, budgetSeconds: 20,
      plannedCount: 3)
    #expect(study.on(old) != study.on(new))
    #expect(study.on(new).processor == "Example CPU, " + (new.cores ?? ""))
  }

  @Test func `what an earlier release did not write is no difference where all cores were ours`() {
    let (old, new) = (machine(8), machine(8, 8, 8))
    #expect(manifest(old).differences(to: manifest(new)).isEmpty)
    #expect(old.fingerprint == new.fingerprint)
  }

  @Test func `settings of the system are compared where both runs wrote them`() {
    var (old, new) = (machine(8), machine(8))
    new.tcpCongestionControl = "cubic"
    new.tcpReceiveBufferBytes = [1, 2, 3]
    #expect(manifest(old).differences(to: manifest(new)).isEmpty)
    old.tcpCongestionControl = "bbr"
    (old.tcpReceiveBufferBytes, old.sendBufferLimitBytes) = ([1, 2, 4], 9)
    (old.transparentHugePages, new.transparentHugePages) = ("never", "always")
    #expect(
      manifest(old).differences(to: manifest(new)) == [
        "huge pages never, now always", "TCP congestion control bbr, now cubic",
        "TCP buffers 1/2/4 9 bytes, now 1/2/3 bytes",
      ])
  }
}
