import Bench
import Measurement
import Probe
import Synchronization

/// Runs no trial: every strategy has its cost, and what is to go wrong goes wrong at its turn.
final class ScriptedLauncher: TrialLauncher {
  enum Turn {
    case failure(TrialFailure)
    case findings(Findings)
    /// A stop signal comes, and the trial goes on all the same.
    case stop
  }

  private let turns: [Int: Turn]
  private let count = Mutex(0)

  /// `turns` says what happens instead of a result at the n-th trial, from 0.
  init(_ turns: [Int: Turn] = [:]) { self.turns = turns }

  /// How many trials were asked for.
  var trialsCount: Int { count.withLock { $0 } }

  func run(
