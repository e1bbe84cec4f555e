internal import Tables
internal import TrialRows
package import Trials

/// Why a setting's targets cannot be drawn.
@Sendable
func targetsObstacle(_ setting: Setting) -> String? {
  let hasBoth = (setting.skew ?? 0) > 0 && (setting.hotSetRatio ?? 0) > 0
  return hasBoth ? "a skew (--skew) and a hot set (--hotset) exclude each other" : nil
}

/// No sockets: what a guard costs by itself.
package let guardScenarios: [Scenario] = [
  Scenario(
    name: "uncontended", tier: .guard,
    summary: "the bare cost of a lease: each thread has a session of its own",
    defaults: Setting {
      $0.threads = 1
      $0.holdNanoseconds = 0
      $0.thinkNanoseconds = 0
    }),
  Scenario(
    name: "contended", tier: .guard,
    summary: "one hot session: every thread sends to it, working under the lease and between two",
    defaults: Setting {
      $0.threads = Cores.count
      $0.holdNanoseconds = 50
      $0.thinkNanoseconds = 50
    }, threadsMeet: true),
  Scenario(
    name: "sessions", tier: .guard,
    summary:
      "the note's claim: the cost of a lease among so many sessions that threads seldom meet",
    defaults: Setting {
      $0.sessions = 10_000
      $0.threads = Cores.count
      $0.skew = 0
      $0.hotSetRatio = 0
      $0.ownRatio = 0
      $0.holdNanoseconds = 0
      $0.thinkNanoseconds = 0
      $0.batch = 1
    },
    namedAxes: ["sessions"], obstacle: targetsObstacle),
  Scenario(
    name: "churn", tier: .guard,
    summary:
      "sends race close, release and reuse of their sessions; some name sessions of the past",
    defaults: Setting {
      $0.sessions = 1_000
      $0.threads = Cores.count
      $0.skew = 0
      $0.holdNanoseconds = 0
      $0.thinkNanoseconds = 0
      $0.closeRatio = 0.01
      $0.staleRatio = 0.05
    },
    closesSessions: true),
  Scenario(
    name: "massclose", tier: .guard,
    summary:
      "a thread closes all sessions at once and reuses their slots, while others send to them; "
      + "the cost of a session closed and reopened",
    defaults: Setting {
      $0.sessions = 10_000
      $0.threads = 1
      $0.senders = max(1, Cores.count - 1)
      $0.skew = 0
      $0.batch = 1024
    },
    namedAxes: ["batch"], closesSessions: true, needsLeases: true),
  Scenario(
    name: "rundown", tier: .guard,
    summary: "from close to reuse while other threads send to the session without a pause",
    defaults: Setting {
      $0.sessions = 1
      $0.holdNanoseconds = 1_000
      $0.thinkNanoseconds = 0
      // So many that one of them is always inside, on two cores as well.
      $0.senders = max(Cores.count - 1, 4)
    },
    closesSessions: true, needsLeases: true),
  Scenario(
    name: "stalled", tier: .guard,
    summary:
      "a thread stops inside a lease again and again: which threads wait, and what piles up",
    defaults: Setting {
      $0.sessions = 1_000
      $0.threads = Cores.count
      $0.skew = 0
      $0.holdNanoseconds = 0
      $0.thinkNanoseconds = 0
      $0.closeRatio = 0.001
      $0.stallNanoseconds = 2_000_000
    },
    namedAxes: ["stall"], closesSessions: true, threadsMeet: true, needsLeases: true),
]
