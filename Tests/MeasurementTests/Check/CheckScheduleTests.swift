import Testing

@testable import Measurement

struct CheckScheduleTests {
  private let plan = CheckExample().plan
  private func schedule(_ seed: UInt64, _ stage: CheckStage = .brief) -> CheckSchedule {
    CheckSchedule(of: stage, subjects: plan.subjects, plan: plan, seed: seed)
  }

  @Test func `every subject and control has its planned pairs, both arms once in each`() {
    for stage in CheckStage.allCases {
      let groups = Dictionary(grouping: schedule(1, stage).pairs) { pair in
        "\(pair.role) \(pair.subject)"
      }
      #expect(groups.count == 4)
      for pairs in groups.values {
        #expect(pairs.map(\.number) == Array(0..<plan.pairsCount(in: stage)))
        #expect(pairs.allSatisfy { Set($0.arms) == [.base, .head] && $0.arms.count == 2 })
      }
    }
  }

  @Test func `a turn has every subject and control once, in an order of its own`() {
    let turns = Dictionary(grouping: schedule(2).pairs, by: \.number)
    #expect(turns.values.allSatisfy { $0.count == 4 })
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

  @Test func `what is counted in trials of its own has pairs of its own, and no controls`() {
    var plan = plan
    plan.gates = [.cpu, .futexWaits]
    let pairs = CheckSchedule(of: .brief, subjects: plan.subjects, plan: plan, seed: 5).pairs
    let counting = pairs.filter { $0.purpose == .futexes }
    #expect(counting.allSatisfy { $0.role == .subject })
    #expect(counting.count == plan.subjects.count * plan.briefPairsCount)
    #expect(pairs.count == counting.count + 4 * plan.briefPairsCount)
  }

  @Test func `a budget is enough even if every subject comes back`() {
    let counts = CheckPlan.pairsCounts(inSeconds: 60, turnSeconds: 1.2)
    #expect(counts.brief == 16 && counts.fresh == 34)
    for turn in [0.1, 0.37, 7, 59, 61] {
      let counts = CheckPlan.pairsCounts(inSeconds: 60, turnSeconds: turn)
      #expect(Double(counts.brief + counts.fresh) * turn <= 60)
    }
    #expect(CheckPlan.pairsCounts(inSeconds: -3, turnSeconds: 1) == (0, 0))
  }
}
