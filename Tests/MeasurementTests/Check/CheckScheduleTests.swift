import Testing

@testable import CheckVerdicts
@testable import Statistics
@testable import TrialRows

struct CheckScheduleTests {
  private let plan = CheckExample().plan
  private func schedule(_ seed: UInt64, _ stage: CheckStage = .brief) -> CheckSchedule {
    CheckSchedule(of: stage, subjects: plan.subjects, plan: plan, seed: seed)
  }

  @Test func `every subject and control has its planned pairs, both arms once in each`() throws {
    for stage in CheckStage.allCases {
      let groups = Dictionary(grouping: schedule(1, stage).pairs) { pair in
        "\(pair.role) \(pair.subject)"
      }
      #expect(groups.count == 4)
      for pairs in groups.values {
        let count = plan.pairsCount(of: try #require(pairs.first).role, in: stage)
        #expect(pairs.map(\.number) == Array(0..<count))
        #expect(pairs.allSatisfy { Set($0.arms) == [.base, .head] && $0.arms.count == 2 })
      }
    }
  }

  @Test(arguments: [
    (1, 1, 1), (16, 16, 16), (24, 24, 24), (25, 24, 24), (63, 32, 24), (101, 51, 26),
    (400, 200, 100),
  ])
  func `identical arms have half a subject's pairs, the slowed one a quarter, evenly among them`(
    subject: Int, identical: Int, slowed: Int
  ) {
    var plan = plan
    plan.freshPairsCount = subject
    let pairs = CheckSchedule(of: .fresh, subjects: plan.subjects, plan: plan, seed: 6).pairs
    #expect(plan.pairsCount(of: .subject, in: .fresh) == subject)
    for (role, count) in [(CheckRole.identical, identical), (.slowed, slowed)] {
      #expect(plan.pairsCount(of: role, in: .fresh) == count)
      // The number of turns before each pair, or one more if it is the last of its turn.
      let turns = pairs.indices.filter { pairs[$0].role == role }.map { place in
        (pairs[..<place].count { $0.role == .subject } / plan.subjects.count)
      }
      let gaps = zip(turns.dropFirst(), turns).map { $0 - $1 }
      #expect(gaps.allSatisfy { (subject / count - 1...subject / count + 2).contains($0) })
      #expect(abs(turns.count { 2 * $0 < subject } - turns.count { 2 * $0 >= subject }) <= 3)
    }
  }

  @Test func `a turn has every subject and control once, in an order of its own`() {
    var plan = plan
    plan.briefPairsCount = plan.leastPairsCount
    let pairs = CheckSchedule(of: .brief, subjects: plan.subjects, plan: plan, seed: 2).pairs
    let turns = Dictionary(grouping: pairs, by: \.number)
    #expect(turns.count == plan.briefPairsCount && turns.values.allSatisfy { $0.count == 4 })
    let orders = Set(turns.values.map { $0.map { "\($0.role) \($0.subject)" } })
    #expect(orders.count > 5)
  }

  @Test func `either arm goes first about as often`() {
    var headFirst = 0
    var all = 0
    for seed in 0..<50 {
      let pairs = schedule(UInt64(seed)).pairs
      headFirst += pairs.count { $0.arms[0] == .head }
      all += pairs.count
    }
    let fair = Binomial(trials: all, probability: 0.5)
    #expect(fair.lowerTail(headFirst) > 1e-4 && fair.upperTail(headFirst) > 1e-4)
  }

  @Test func `a seed gives the same order again, and each stage one of its own`() {
    #expect(schedule(3) == schedule(3))
    #expect(schedule(3).pairs != schedule(4).pairs)
    let first = schedule(3).pairs.map(\.arms)
    #expect(Array(schedule(3, .fresh).pairs.map(\.arms).prefix(first.count)) != first)
  }

  @Test func `a metric with counting trials has pairs of its own, and no controls`() {
    var plan = plan
    plan.gates = [.cpu, .futexWaits]
    let pairs = CheckSchedule(of: .brief, subjects: plan.subjects, plan: plan, seed: 5).pairs
    let counting = pairs.filter { $0.purpose == .futexes }
    #expect(counting.allSatisfy { $0.role == .subject })
    #expect(counting.count == plan.subjects.count * plan.briefPairsCount)
    let controls = pairs.filter { $0.role != .subject }
    #expect(controls.count == 2 * plan.pairsCount(of: .identical, in: .brief))
    #expect(pairs.count == 2 * counting.count + controls.count)
  }

  @Test func `a budget suffices even if every subject is measured again, and is then used up`() {
    let each = CheckPlan.PairSeconds(subjects: 0.4, control: 0.4)
    let simulated = SimulatedCheck().plan
    #expect(
      simulated.pairsCounts(inSeconds: 60, each)
        == (simulated.briefPairsCount, simulated.freshPairsCount))
    for turn in [0.1, 0.37, 7, 59, 61] {
      let each = CheckPlan.PairSeconds(subjects: turn / 3, control: turn / 3)
      let counts = plan.pairsCounts(inSeconds: 60, each)
      #expect(plan.seconds(counts, each) <= 60)
      let more = CheckPlan.stages(ofPairs: counts.brief + counts.fresh + 1)
      #expect(plan.seconds(more, each) > 60)
    }
    #expect(plan.pairsCounts(inSeconds: -3, .init(subjects: 1, control: 1)) == (0, 0))
    #expect(plan.leastPairsCounts == (12, 24))
  }
}
