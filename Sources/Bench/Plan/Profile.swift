internal import Scenarios
internal import Tables
public import TrialRows
internal import Trials

/// A named choice of strategies, cells, blocks and lengths.
public enum Profile: String, CaseIterable, Codable, Sendable {
  /// At most five minutes on two cores.
  case quick
  /// At most 150 minutes on two cores, with the whole catalogue. Claims are made from this profile
  /// alone.
  case full

  /// The strategies of `SessionGuards` that a quick run has: the floor, those of the note, and
  /// those that should win. Its time holds no more; others are asked for by name.
  static let quickStrategies: Set = [
    "unguarded", "mutex", "spinlock", "flag-count", "double-cas", "packed", "hazard", "qsbr",
  ]

  /// Whether a run that names no strategies has this one of `SessionGuards`.
  func includes(_ strategy: String) -> Bool {
    self == .full || Self.quickStrategies.contains(strategy)
  }

  /// The blocks of a requested cell that the profile lacks.
  var blocks: Int { self == .quick ? 12 : 16 }

  /// The length of a trial. Trials are short and blocks many, as only more blocks make an interval
  /// narrower.
  func seconds(_ tier: Tier) -> Double {
    switch (self, tier) {
    case (.quick, .guard), (.quick, .path): 0.09
    case (.quick, .server): 0.28
    case (.full, .guard), (.full, .path): 0.2
    case (.full, .server): 0.7
    }
  }

  /// The share of a quick run for cells that its planned blocks do not decide.
  var reserve: Reserve? { self == .quick ? Reserve(share: 0.34, mostBlocks: 48) : nil }

  /// How often a block that does not count is repeated.
  var repeatsPerBlock: Int { self == .quick ? 1 : 2 }

  /// The most repeats of a run, as a share of its blocks: what the profile's time allows.
  var repeatsPerRunShare: Double { self == .quick ? 0.125 : 0.5 }

  /// The cells of the profile, those of a scenario together.
  var cells: [PlannedCell] {
    (self == .quick ? Self.quickGuardCells : Self.fullGuardCells)
      + pathScenarios.map { PlannedCell(Cell($0), blocks: blocks, seconds: seconds(.path)) }
      + serverCells
  }
}

extension Profile {
  /// The guard tier: the claim's cell and those around it. A lease alone is only checked.
  private static var quickGuardCells: [PlannedCell] {
    let compared = [1, 10_000, 1_000_000].map { Self.sessions($0) } + [contended, churn]
    let counted = [contended, Self.sessions(1), Self.sessions(10_000), longStays]
    let waiting = [contended, Self.sessions(10_000)]
    let purposes: [(TrialPurpose, [Cell], Int)] = [
      (.cost, compared, quick.blocks), (.oracle, [uncontended], 1), (.conflicts, counted, 1),
      (.futexes, waiting, 1),
    ]
    return purposes.flatMap { purpose, cells, blocks in
      cells.map {
        PlannedCell($0, purpose: purpose, blocks: blocks, seconds: quick.seconds(.guard))
      }
    } + quickEndingCells
  }

  /// The guard tier along its axes: sessions, skew, hot set, threads, hold, own sessions.
  private static var fullGuardCells: [PlannedCell] {
    let crowded = sessions { $0.threads = 8 * Cores.count }
    let sweep =
      [1, 100, 10_000, 1_000_000].map { sessions($0) }
      + [0.5, 1.2].map { skew in sessions { $0.skew = skew } }
      + [sessions { $0.hotSetRatio = 0.9 }, sessions { $0.ownRatio = 0.9 }, crowded]
      + [200, 1_000].map { hold in sessions { $0.holdNanoseconds = hold } }
      + [10_000, 1_000_000].map { count in sessions(count) { $0.batch = 64 } }
    let others = ["uncontended", "contended", "churn"].map { Cell(scenario($0)) }
    // Where threads always meet, where they hardly meet, and with more threads than cores.
    let waiting = [contended, sessions(10_000), crowded]
    let uniform = [1, 100, 10_000, 1_000_000].map { sessions($0) }
    let counted = [contended, sessions { $0.skew = 1.2 }, longStays] + uniform
    return (sweep + others).map { planned($0, .cost, blocks: full.blocks) }
      + counted.map { planned($0, .conflicts, blocks: countedBlocks) }
      + waiting.map { planned($0, .futexes, blocks: 3) } + fullEndingCells
  }

  /// The least for an interval of 95 %.
  private static let countedBlocks = 6

  private static func planned(_ cell: Cell, _ purpose: TrialPurpose, blocks: Int) -> PlannedCell {
    PlannedCell(cell, purpose: purpose, blocks: blocks, seconds: full.seconds(.guard))
  }

  private static var uncontended: Cell { Cell(scenario("uncontended")) }

  private static var contended: Cell { Cell(scenario("contended")) }

  private static var churn: Cell { Cell(scenario("churn")) }

  /// The cell in which the prediction of meetings must hold: beside a microsecond under the lease,
  /// the tens of nanoseconds by which two cores delay each other do not matter. A count that misses
  /// the prediction here is wrong.
  private static var longStays: Cell {
    let setting = Setting {
      $0.sessions = 100
      $0.holdNanoseconds = 1_000
      $0.thinkNanoseconds = 1_000
    }
    return Cell(scenario("sessions"), at: setting)
  }

  private static func sessions(
    _ count: Int = 10_000, with change: (inout Setting) -> Void = { _ in }
  ) -> Cell {
    var setting = Setting()
    setting.sessions = count
    change(&setting)
    return Cell(scenario("sessions"), at: setting)
  }

  static func scenario(_ name: String) -> Scenario {
    guard let scenario = try? ScenarioCatalogue.scenario(named: name) else {
      preconditionFailure("the profile names a scenario that is not there: \(name)")
    }
    return scenario
  }
}

extension Profile {
  public static func named(_ name: String) throws(UsageError) -> Profile {
    if let profile = Profile(rawValue: name) { return profile }
    let known = allCases.map(\.rawValue)
    throw .unknown(name, noun: "profile", known: known, nearest: name.nearest(among: known))
  }
}
