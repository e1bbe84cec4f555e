import Testing

@testable import LoadGenerator
@testable import Statistics

/// The seed decides when everything happens, and nothing else does.
struct ScheduleTests {
  private func dueTimes(
    of connection: Int, _ plan: LoadPlan, count: Int = 1000
  ) -> [UInt64] {
    var schedule = plan.schedules().schedule(of: connection)
    return (0..<count).map { _ in
      defer { schedule.advance() }
      return schedule.dueTime(from: 5)
    }
  }

  private func plan(
    seed: UInt64, _ arrivals: LoadPlan.Arrivals = .poisson, _ threads: Int = 1
  ) -> LoadPlan {
    var plan = LoadPlan(port: 1)
    plan.seed = seed
    plan.ratePerSecond = 64_000
    plan.arrivals = arrivals
    plan.threads = threads
    plan.churnPerSecond = 100
    plan.resetShare = 0.5
    plan.commands = [CommandStream(.push, ratePerSecond: 50)]
    return plan
  }

  @Test(arguments: [LoadPlan.Arrivals.poisson, .even])
  func `one seed gives one schedule, another seed another`(arrivals: LoadPlan.Arrivals) {
    let times = dueTimes(of: 3, plan(seed: 7, arrivals))
    #expect(times == dueTimes(of: 3, plan(seed: 7, arrivals, 4)))
    #expect(times != dueTimes(of: 3, plan(seed: 8, arrivals)))
    #expect(times != dueTimes(of: 4, plan(seed: 7, arrivals)))
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func `the first due times are these, in every release`() {
    #expect(dueTimes(of: 0, plan(seed: 1), count: 3) == [2_739_418, 3_553_501, 4_945_070])
  }

  @Test(arguments: [LoadPlan.Arrivals.poisson, .even])
  func `the rate over all connections is the plan's`(arrivals: LoadPlan.Arrivals) {
    // 64,000 per second over 64 connections: one per millisecond on each.
    let last = (0..<64).map { Double(dueTimes(of: $0, plan(seed: 1, arrivals)).last!) }
    let mean = last.reduce(0, +) / 64
    #expect(abs(mean / 1e9 - 1) < 0.02)
  }

  @Test func `skew gives connections their shares of the rate`() {
    var skewed = plan(seed: 1)
    skewed.skew = 1
    let rates = (0..<64).map { skewed.targets.probability(of: $0) }
    let hottest = rates.indices.max { rates[$0] < rates[$1] }!
    let coldest = rates.indices.min { rates[$0] < rates[$1] }!
    let ratio =
      Double(dueTimes(of: coldest, skewed).last!) / Double(dueTimes(of: hottest, skewed).last!)
    #expect((50..<80).contains(ratio), "zipf 1 over 64: the hottest gets 64 times the coldest's")
  }

  @Test func `churn and commands follow from the seed alone`() {
    func events(_ plan: LoadPlan) -> [EventSources.Event] {
      var sources = EventSources(plan)
      var events: [EventSources.Event] = []
      while let event = sources.next(from: 0, by: 2_000_000_000) { events.append(event) }
      return events
    }
    let first = events(plan(seed: 1))
    #expect(first == events(plan(seed: 1, .poisson, 8)))
    #expect(first != events(plan(seed: 2)))
    // 150 per second for two seconds.
    #expect((200...400).contains(first.count))
    #expect(Set(first.map(\.connection)).count > 32)
  }

  @Test(arguments: [0.0, 0.25, 0.5, 1.0])
  func `the share of clients that stop reading is exact and spread`(share: Double) {
    var plan = LoadPlan(port: 1)
    plan.stopReadingShare = share
    let silent = (0..<64).filter { plan.stopsReading($0) }
    #expect(silent.count == Int(64 * share))
    if share == 0.25 { #expect(Set(silent.map { $0 % 4 }).count == 1) }
  }

  @Test func `a rate of zero never comes due`() {
    let never = Schedule(ratePerSecond: 0, arrivals: .even, seed: 1, stream: 1)
    #expect(never.dueTime(from: 1000) == .max)
    let neither = Schedule(ratePerSecond: 0, arrivals: .poisson, seed: 1, stream: 1)
    #expect(neither.dueTime(from: 1000) == .max)
  }
}
