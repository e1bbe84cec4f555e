import ModelChecker

/// What a stress does, and from which seed.
///
/// Which scenario a slot is for, which threads are delayed, where and for how long are functions of
/// seed, batch and slot; when threads meet is not.
public struct StressPlan: Sendable {
  public var seed: UInt64
  /// How many batches of fresh slots are played, and the number of the first: a batch that failed
  /// can be played again by itself.
  public var batches: Int
  public var firstBatch = 0
  /// Slots of a batch, each a play of its own.
  public var slots = 16
  /// Threads that meet on a slot, in scripts that are drawn; others take as many as they have
  /// parts.
  public var threads = 4
  /// The scenarios that are played in turn.
  public var scenarios = Scenario.all
  /// Whether every second slot is for a script that is drawn from the seed.
  public var drawsScenarios = true
  public var disturbance = Disturbance()

  public init(seed: UInt64, batches: Int) {
    self.seed = seed
    self.batches = batches
  }

  /// Whether it does what `make torture` does, of whatever seed and with as many threads as it has.
  var isUsual: Bool {
    drawsScenarios && scenarios.map(\.name) == Scenario.all.map(\.name)
      && disturbance.alterations.isEmpty && disturbance.holds.isEmpty
  }

  var threadCount: Int { max(threads, scenarios.map(\.parts.count).max() ?? 0) }

  package func scenario(_ batch: Int, _ slot: Int) -> Scenario {
    let number = batch * slots + slot
    if scenarios.isEmpty || drawsScenarios && number % 2 == 1 {
      var random = SplitMix(seed: seed(batch, slot, threadCount))
      return Scenario.drawn(&random, threads: threads)
    }
    // Whatever the script, any participant may play any part.
    var random = SplitMix(seed: seed(batch, slot, threadCount + 1))
    let scenario = scenarios[(drawsScenarios ? number / 2 : number) % scenarios.count]
    return scenario.placed(scenario.places.shuffled(using: &random))
  }

  /// The seed of what one thread draws in one play.
  func seed(_ batch: Int, _ slot: Int, _ thread: Int) -> UInt64 {
    var mixed = SplitMix(seed: seed)
    for part in [batch, slot, thread] { mixed = SplitMix(seed: mixed.next() ^ UInt64(part)) }
    return mixed.next()
  }
}
