import Testing

@testable import Measurement

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

  @Test func `a control has a quarter of a subject's pairs, evenly among them, or what it needs`() {
    var plan = plan
    for (subjects, controls) in [(1, 1), (12, 12), (13, 12), (48, 12), (49, 13), (400, 100)] {
      plan.freshPairsCount = subjects
      #expect(plan.pairsCount(of: .subject, in: .fresh) == subjects)
      for role in CheckRole.controls {
        #expect(plan.pairsCount(of: role, in: .fresh) == controls)
      }
    }
    let pairs = CheckSchedule(of: .fresh, subjects: plan.subjects, plan: plan, seed: 6).pairs
    for role in CheckRole.controls {
      // How many turns were over before each: every fourth has one.
      let places = pairs.indices.filter { pairs[$0].role == role }
      let turns = places.map { place in
        pairs[..<place].count { $0.role == .subject } / plan.subjects.count
      }
      #expect(zip(turns, turns.dropFirst()).allSatisfy { (3...5).contains($1 - $0) })
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

  @Test func `what is counted in trials of its own has pairs of its own, and no controls`() {
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

  @Test func `a budget is enough even if every subject comes back, and nearly used up`() {
    func seconds(_ counts: (brief: Int, fresh: Int), _ each: CheckPlan.PairSeconds) -> Double {
      plan.seconds(ofPairs: counts.brief, each) + plan.seconds(ofPairs: counts.fresh, each)
    }
    let counts = plan.pairsCounts(inSeconds: 60, .init(subjects: 0.6, controls: 0.6))
    #expect(counts.brief == 25 && counts.fresh == 50)
    for turn in [0.1, 0.37, 7, 59, 61] {
      let each = CheckPlan.PairSeconds(subjects: turn / 3, controls: turn / 3 * 2)
      let counts = plan.pairsCounts(inSeconds: 60, each)
      #expect(seconds(counts, each) <= 60)
      #expect(seconds((counts.brief + 1, counts.fresh + 1), each) > 60)
    }
    #expect(plan.pairsCounts(inSeconds: -3, .init(subjects: 1, controls: 1)) == (0, 0))
  }
}
