import Report
public import Tables

/// The page that shows a kill matrix to people; made of its rows and of nothing else.
public struct KillPage {
  public let rows: [KillRow]

  public init(_ table: Table<KillRow>) { rows = table.rows }

  /// What no rung found and no reason keeps.
  public var survivors: [String] {
    subjects(rows).filter { subject in
      let own = rows.filter { $0.subject == subject }
      return own.allSatisfy { !$0.isFound && $0.keptFor == nil }
    }
  }

  public var markdown: String {
    """
    # Kill matrix

    Which mutant of a guard dies where. `make kill-matrix` writes this page from
    `kill-matrix.csv` beside it, whose columns also name the scenario and the broken promise.

    * **schedules**: sequential memory, at most two preemptions, judged by values alone
    * **sequential**: every execution in sequential memory, with the race detector
    * **release-acquire**: every execution in release/acquire memory, with the race detector
    * **stress**: threads on the processor that the matrix was made on, with delays drawn at random;
      at most \(longestStress) plays, a moment of what `make torture` does

    * **server**: the bench's server with two slots, two clients that come and go and two senders,
      for a second, with delays drawn at random; judged by every trial's oracles. Mutants only

    A cell of the model says the fewest preemptions that show it in any scenario (`?`: the bounded
    search for them was too short) and how many executions it took to find it, in the first scenario
    that shows it; one of the stress, how many plays and seconds; one of the server, what was
    seen first. Empty: not found there.

    ## Written mutants

    \(table(.mutant))
    ## Sketches: what is around a guard, and a guard to come

    \(table(.sketch))
    ## One order, one step weaker

    \(table(.weakening))
    \(kept)**Survivors: \(survivors.isEmpty ? "none" : survivors.joined(separator: "; ")).**

    """
  }

  private func table(_ kind: KillRow.Kind) -> String {
    let own = rows.filter { $0.kind == kind }
    var headings: [(text: String, alignment: TextTable.Alignment)] = [
      ("strategy", .left), ("mutant", .left),
    ]
    let rungs = Rung.allCases.filter { rung in own.contains { $0.rung == rung } }
    for rung in rungs { headings.append((rung.rawValue, .right)) }
    var table = TextTable(headings)
    for subject in subjects(own) {
      let line = own.filter { $0.subject == subject }
      var cells = [TextTable.Cell(line[0].strategy), TextTable.Cell(line[0].mutant)]
      for rung in rungs {
        let row = line.first { $0.rung == rung }
        cells.append(TextTable.Cell(row.map(cell) ?? ""))
      }
      table.append(cells)
    }
    var totals = [TextTable.Cell(""), TextTable.Cell("found of \(subjects(own).count)")]
    for rung in rungs {
      let count = own.filter { $0.rung == rung && $0.isFound }.count
      totals.append(TextTable.Cell("\(count)"))
    }
    table.append(totals)
    return table.markdown
  }

  private func cell(_ row: KillRow) -> String {
    if !row.isFound { return row.keptFor == nil ? "" : "kept" }
    let count = row.executionsCount ?? 0
    if row.rung == .server { return row.promise ?? "" }
    if let seconds = row.seconds {
      return "\(count) \(count == 1 ? "play" : "plays"), \(seconds) s"
    }
    return "\(row.preemptionsCount.map { "\($0)" } ?? "?"), \(count)"
  }

  /// Plays of the stress that found nothing.
  private var longestStress: Int {
    rows.filter { $0.rung == .stress }.compactMap(\.executionsCount).max() ?? 0
  }

  private var kept: String {
    var lines = ""
    for row in rows where row.keptFor != nil && row.rung == .releaseAcquire {
      lines += "Kept: `\(row.subject)`: \(row.keptFor ?? "").\n\n"
    }
    return lines
  }

  /// Each once, in their order.
  private func subjects(_ rows: [KillRow]) -> [String] {
    var seen: Set<String> = []
    return rows.map(\.subject).filter { seen.insert($0).inserted }
  }
}
