import Foundation
import ModelChecker
import Testing

/// The reducing search and brute force must see the same outcomes of every program.
@Suite struct FuzzTests {
  struct Outcomes {
    var digests: Set<UInt64> = []
    var hasRace = false
    var executions = 0
    var isComplete = true

    init(_ random: RandomProgram, _ search: Search, _ setting: Setting) {
      var seen: Set<UInt64> = [], sawRace = false
      let report = random.program().explore(search, setting) { machine in
        if machine.isRace { sawRace = true } else { seen.insert(machine.digest) }
      }
      digests = seen
      hasRace = sawRace
      executions = report.executions
      isComplete = report.isComplete
    }

    /// An execution that a race cuts short shows nothing of what would have followed it.
    func agrees(with other: Outcomes) -> Bool {
      hasRace == other.hasRace && (hasRace || digests == other.digests)
    }
  }

  struct Tally {
    var programs = 0, skipped = 0, several = 0, races = 0
    var judged = 0, reduced = 0
    var mismatches: [String] = []
  }

  static func compare(
    _ seeds: Range<UInt64>, _ memory: MemoryModel, limit: Int, defect: Defect? = nil
  ) -> Tally {
    var tally = Tally()
    for seed in seeds {
      let threads = 2 + Int(seed % 3 / 2), length = threads == 2 ? 3 + Int(seed / 3 % 2) : 2
      let random = RandomProgram(seed: seed, threadCount: threads, length: length)
      var setting = Setting(memory)
      setting.keepsGoing = true
      setting.executionLimit = limit
      var judge = setting
      judge.schedulesCells = true
      setting.defect = defect
      let all = Outcomes(random, .everySchedule(), judge)
      tally.programs += 1
      guard all.isComplete else {
        tally.skipped += 1
        continue
      }
      let reduced = Outcomes(random, .everyTrace, setting)
      tally.judged += all.executions
      tally.reduced += reduced.executions
      if all.digests.count > 1 { tally.several += 1 }
      if all.hasRace { tally.races += 1 }
      if !all.agrees(with: reduced) {
        tally.mismatches.append(
          "seed \(seed), \(memory): brute force \(all.digests.count) outcomes, "
            + "reduced \(reduced.digests.count)\n\(random.threads)")
      }
    }
    return tally
  }

  static var scale: UInt64 {
    UInt64(ProcessInfo.processInfo.environment["GUARDBENCH_FUZZ"] ?? "") ?? 1000
  }

  @Test(arguments: MemoryModel.allCases)
  func `both searches see the same outcomes of random programs`(_ memory: MemoryModel) {
    let tally = FuzzTests.compare(1..<FuzzTests.scale + 1, memory, limit: 3000)
    for mismatch in tally.mismatches.prefix(3) { Issue.record("\(mismatch)") }
    print("print: \(memory) \(tally.programs) programs, skipped \(tally.skipped), several \(tally.several), races \(tally.races), executions \(tally.judged) vs \(tally.reduced) mismatches \(tally.mismatches.count)")
    #expect(tally.mismatches.count == 0)
  }
}

extension FuzzTests {
  @Test(arguments: [Defect.forgetsReversals, .sleepsThroughMessages, .forgetsMissedWrites])
  func `a search that is broken on purpose is caught`(_ defect: Defect) {
    let tally = FuzzTests.compare(1..<FuzzTests.scale + 1, .releaseAcquire, limit: 3000, defect: defect)
    print("print: \(defect) \(tally.programs) mismatches \(tally.mismatches.count)")
    #expect(!tally.mismatches.isEmpty)
  }
}
