import Foundation
import ModelChecker
import Testing

/// The reducing search and brute force must see the same outcomes of every program.
///
/// `GUARDBENCH_FUZZ=40000 swift test -c release --filter ModelCheckerTests` draws more.
@Suite struct FuzzTests {
  /// How many programs are drawn for each memory, and for each way the engine can be broken.
  static let scale =
    UInt64(ProcessInfo.processInfo.environment["GUARDBENCH_FUZZ"] ?? "") ?? 1000

  @Test(arguments: MemoryModel.allCases)
  func `both searches see the same outcomes of random programs`(_ memory: MemoryModel) {
    compare(memory, FuzzTests.draw)
  }

  @Test(arguments: MemoryModel.allCases)
  func `both searches see the same outcomes of fences and of weak compare-exchanges`(
    _ memory: MemoryModel
  ) { compare(memory, FuzzTests.drawFences) }

  @Test(arguments: MemoryModel.allCases)
  func `both searches see the same outcomes of sleeping threads and of shared locks`(
    _ memory: MemoryModel
  ) { compare(memory, FuzzTests.drawSleepers) }

  private func compare(_ memory: MemoryModel, _ draw: (UInt64) -> RandomProgram) {
    var several = 0, races = 0
    // Other programs for each memory.
    let first = memory == .sequential ? 0 : FuzzTests.scale
    for seed in first + 1...first + FuzzTests.scale {
      let random = draw(seed)
      let all = Outcomes(random, .everySchedule(), memory)
      let reduced = Outcomes(random, .everyTrace, memory)
      if all.digests.count > 1 { several += 1 }
      if all.hasRace { races += 1 }
      #expect(all.agrees(with: reduced), "seed \(seed), \(memory):\n\(random)")
      #expect(reduced.executions <= all.executions, "seed \(seed), \(memory):\n\(random)")
    }
    // Programs that can end in one way only would show nothing.
    #expect(several > FuzzTests.scale / 2)
    #expect(races > FuzzTests.scale / 50)
  }

  @Test(arguments: [Defect.forgetsReversals, .sleepsThroughMessages, .forgetsMissedWrites])
  func `a search that is broken on purpose is caught`(_ defect: Defect) {
    let catching = (1...FuzzTests.scale).first { seed in
      let random = FuzzTests.draw(seed)
      let all = Outcomes(random, .everySchedule(), .releaseAcquire)
      return !all.agrees(with: Outcomes(random, .everyTrace, .releaseAcquire, defect))
    }
    #expect(catching != nil)
  }

  @Test func `a search that exchanges light fences with heavy ones is caught`() {
    let catching = (1...FuzzTests.scale).first { seed in
      let random = FuzzTests.drawFences(seed)
      let all = Outcomes(random, .everySchedule(), .releaseAcquire)
      return !all.agrees(
        with: Outcomes(random, .everyTrace, .releaseAcquire, .exchangesLightWithHeavy))
    }
    #expect(catching != nil)
  }

  /// As below, each with some of what is drawn nowhere else: fences, or weak compare-exchanges.
  static func drawFences(_ seed: UInt64) -> RandomProgram {
    let isWeak = seed % 4 == 0
    let threads = seed % 3 == 2 ? 3 : 2
    return RandomProgram(
      seed: seed, threadCount: threads, length: isWeak || threads == 3 ? 2 : 4,
      kind: isWeak ? RandomProgram.weakKind : RandomProgram.fenceKind)
  }

  /// As below, each with some of what is drawn nowhere else: sleeps and wake-ups, or shared locks.
  static func drawSleepers(_ seed: UInt64) -> RandomProgram {
    let threads = seed % 3 == 2 ? 3 : 2
    return RandomProgram(
      seed: seed, threadCount: threads, length: threads == 3 ? 2 : 4,
      kind: seed % 4 == 0 ? RandomProgram.sharedKind : RandomProgram.sleepKind)
  }

  /// Two threads of three or four operations, or three of two; among the many, three of three.
  static func draw(_ seed: UInt64) -> RandomProgram {
    if seed > 1000, seed % 7 == 0 {
      return RandomProgram(seed: seed, threadCount: 3, length: 3)
    }
    let threads = seed % 3 == 2 ? 3 : 2
    let length = threads == 3 ? 2 : 3 + Int(seed / 3 % 2)
    return RandomProgram(seed: seed, threadCount: threads, length: length)
  }
}

/// What all executions of a program come to.
struct Outcomes {
  let digests: Set<UInt64>
  let hasRace: Bool
  let executions: Int

  /// Brute force schedules plain accesses too, so that it judges that the reduction need not.
  init(
    _ random: RandomProgram, _ search: Search, _ memory: MemoryModel, _ defect: Defect? = nil
  ) {
    var setting = Setting(memory)
    setting.keepsGoing = true
    setting.defect = defect
    if case .everySchedule = search { setting.schedulesCells = true }
    var digests: Set<UInt64> = [], hasRace = false
    executions =
      random.program().explore(search, setting) { machine in
        if machine.isRace { hasRace = true } else { digests.insert(machine.digest) }
      }.executions
    self.digests = digests
    self.hasRace = hasRace
  }

  /// An execution that a race cuts short shows nothing of what would have followed it.
  func agrees(with other: Outcomes) -> Bool {
    hasRace == other.hasRace && (hasRace || digests == other.digests)
  }
}
