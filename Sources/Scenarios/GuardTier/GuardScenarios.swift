internal import TrialRows
package import Trials

/// No sockets: what a guard costs by itself.
package let guardScenarios: [Scenario] = [
  Scenario(
    name: "uncontended", tier: .guard,
    summary: "the bare cost of a lease: each thread has a session of its own",
    defaults: Axes(threads: 1, hold: 0, think: 0)),
  Scenario(
    name: "contended", tier: .guard,
    summary: "one hot session: every thread sends to it, working under the lease and between two",
    defaults: Axes(threads: Cores.count, hold: 50, think: 50), threadsMeet: true),
  Scenario(
    name: "sessions", tier: .guard,
    summary: "the note's claim: what a lease costs among so many sessions that threads seldom meet",
    defaults: Axes(
      sessions: 10_000, threads: Cores.count, skew: 0, hold: 0, think: 0),
    namedAxes: [.sessions]),
  Scenario(
    name: "churn", tier: .guard,
    summary:
      "sends race close, release and reuse of their sessions; some name sessions of the past",
    defaults: Axes(
      sessions: 1_000, threads: Cores.count, skew: 0, hold: 0, think: 0,
      close: 0.01, stale: 0.05),
    closesSessions: true),
]

extension Axes {
  /// The axes of the guard and path tiers.
  init(
    sessions: Int? = nil, threads: Int, skew: Double? = nil, hold: Int? = nil, think: Int? = nil,
    close: Double? = nil, stale: Double? = nil
  ) {
    self.init()
    self.sessions = sessions
    self.threads = threads
    self.skew = skew
    holdNanoseconds = hold
    thinkNanoseconds = think
    closeRatio = close
    staleRatio = stale
  }
}
