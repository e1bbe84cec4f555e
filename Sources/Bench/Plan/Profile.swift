internal import Measurement

/// A named choice of cells, blocks and lengths.
public enum Profile: String, CaseIterable, Codable, Sendable {
  /// At most five minutes on two cores.
  case quick
  /// About 75 minutes; claims come from it alone.
  case full

  /// What a cell gets that is asked for and not in the profile.
  var blocks: Int { self == .quick ? 8 : 30 }

  func seconds(_ tier: Tier) -> Double {
    switch (self, tier) {
    case (.quick, .guard), (.quick, .path): 0.2
    // A server trial costs 0.2 s beside this: two processes, connecting, and the quiet moment that
    // the balance of messages needs. 0.62 keeps the whole run within its five minutes.
    case (.quick, .server): 0.62
    case (.full, .guard), (.full, .path): 0.5
    case (.full, .server): 1.4
    }
  }

  /// How often a block that was disturbed is repeated.
  var repeatsPerBlock: Int { self == .quick ? 1 : 2 }

  /// How many repeats a run makes in all, as a share of its blocks: what the profile's time allows.
  var repeatsPerRunShare: Double { self == .quick ? 0.125 : 0.5 }

  /// The profile's cells, a scenario's together.
  var cells: [PlannedCell] {
    (self == .quick ? Self.quickGuardCells : Self.fullGuardCells)
      + pathScenarios.map { PlannedCell(Cell($0), blocks: blocks, seconds: seconds(.path)) }
      + serverCells
  }
}

extension Profile {
  /// The guard tier: 24 blocks for the claim itself, 8 for what stands around it, and one more
  /// where wall time has verdicts too (`RunPlan.withBlocksForIntervals`).
  private static var quickGuardCells: [PlannedCell] {
    var cells = [
      PlannedCell(Self.sessions(10_000), blocks: 24, seconds: 0.2),
      PlannedCell(Self.sessions(1), blocks: 8, seconds: 0.2),
      PlannedCell(Self.sessions(1_000_000), blocks: 8, seconds: 0.35),
    ]
    cells += guardScenarios.filter { $0.name != "sessions" }.map {
      PlannedCell(Cell($0), blocks: 8, seconds: 0.2)
    }
    let counted = [contended, Self.sessions(1), Self.sessions(10_000), longStays]
    cells += counted.map { PlannedCell($0, purpose: .conflicts, blocks: 1, seconds: 0.2) }
    cells += [contended, Self.sessions(10_000)].map {
      PlannedCell($0, purpose: .futexes, blocks: 1, seconds: 0.2)
    }
    return cells
  }

  /// The guard tier along its axes: sessions, skew, threads. As many cells as 75 minutes hold
  /// beside the server's.
  private static var fullGuardCells: [PlannedCell] {
    let sweep =
      [1, 10, 100, 10_000, 1_000_000].map { sessions($0) }
      + [0.99, 1.2].map { sessions(10_000, skew: $0) }
      + [sessions(10_000, threads: 8 * Cores.count)]
    let others = guardScenarios.filter { $0.name != "sessions" }.map { Cell($0) }
    // Threads meet always, hardly ever, and there are more of them than cores.
    let waiting = [contended, sessions(10_000), sessions(10_000, threads: 8 * Cores.count)]
    let counted = [
      contended, sessions(1), sessions(100), sessions(10_000), sessions(10_000, skew: 1.2),
      longStays,
    ]
    return (sweep + others).map { PlannedCell($0, blocks: 30, seconds: 0.5) }
      + counted.map { PlannedCell($0, purpose: .conflicts, blocks: 3, seconds: 0.5) }
      + waiting.map { PlannedCell($0, purpose: .futexes, blocks: 3, seconds: 0.5) }
  }

  private static var contended: Cell { Cell(guardScenario("contended")) }

  /// Where the prediction must hold: against a microsecond under the lease, the tens of nanoseconds
  /// that two cores hold each other up for are nothing. A count that misses here counts wrongly.
  private static var longStays: Cell {
    var cell = sessions(100).axes
    cell.holdNanoseconds = 1_000
    cell.thinkNanoseconds = 1_000
    return Cell(guardScenario("sessions"), at: cell)
  }

  private static func sessions(
    _ count: Int, skew: Double? = nil, threads: Int? = nil
  ) -> Cell {
    var axes = Axes()
    axes.sessions = count
    axes.skew = skew
    axes.threads = threads
    return Cell(guardScenario("sessions"), at: axes)
  }

  private static func guardScenario(_ name: String) -> Scenario {
    guard let scenario = guardScenarios.first(where: { $0.name == name }) else {
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
