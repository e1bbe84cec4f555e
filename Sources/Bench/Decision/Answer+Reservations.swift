internal import Report
internal import Statistics
internal import Tables
import TrialRows

extension RunFindings {
  /// What this run does not show.
  var reservations: Answer.Section {
    Answer.Section(
      title: "What this run does not show",
      sentences: lost + dead + undecided + starved + busy + late + setAside + unverified)
  }

  private var lost: [String] {
    sentence(
      lostCells, "Anything at ", ": no block there counts, see invalid_reason in samples.csv")
  }

  private var dead: [String] {
    missingResults.filter { $0.deadCount > 0 }.map { missing in
      let trials = missing.deadCount == 1 ? "1 trial" : "\(missing.deadCount) trials"
      let purpose = missing.purpose == .cost ? "" : " (\(missing.purpose.rawValue))"
      let left =
        missing.resultsCount == 0
        ? "no block has one"
        : "\(missing.resultsCount) of \(missing.blocksCount) blocks have one"
      return "\(trials) of \(missing.strategy) at \(missing.cell)\(purpose) ended without a result:"
        + " \(left)."
    }
  }

  private var undecided: [String] {
    let comparisons = comparisons.filter { comparison in
      let verdicts = rows(of: comparison).compactMap(\.verdict)
      return !verdicts.isEmpty && verdicts.allSatisfy { $0 == .cannotTell }
    }
    return sentence(comparisons.map(\.title), "Nothing could be told at ")
  }

  private var starved: [String] {
    let starved = comparisons.filter { comparison in
      rows(of: comparison).contains { $0.verdict != nil && $0.ratioLow == nil }
    }
    let needs = Dictionary(grouping: starved) { plan.leastBlocksCount(of: $0.cell) ?? 0 }
    return needs.sorted { $0.key < $1.key }.flatMap { count, members in
      sentence(members.map(\.title), "Fewer blocks than the \(count) that an interval needs at ")
    }
  }

  private var busy: [String] {
    let busy = rows.filter { $0.isPrimary && $0.isBesideOtherWork }
    let shares = busy.compactMap(\.disturbance)
    guard let least = shares.min(), let most = shares.max() else { return [] }
    let (low, high) = (Quantity.percent(least), Quantity.percent(most))
    let took = low == high ? low : "\(low) to \(high)"
    return sentence(
      busy.map(\.cell).eachOnce,
      "What an idle machine costs: other processes took \(took) of the processors at ")
  }

  private var late: [String] {
    sentence(
      cells { $0.generatorKeptUp == false },
      "The load generator or the pushing threads fell behind their schedule at ")
  }

  private var setAside: [String] {
    sentence(
      cells { $0.invalidBlocksCount > 0 }, "Blocks that do not count were set aside at ")
  }

  private var unverified: [String] {
    let strategies = Set(rows.filter { $0.verification == .unverified }.map(\.strategy))
    return sentence(strategies.sorted(), "Not verified by the model checker: ")
  }

  private func cells(_ condition: (SummaryRow) -> Bool) -> [String] {
    Set(rows.filter(condition).map(\.cell)).sorted()
  }

  /// One sentence that lists the names; none without names.
  private func sentence(_ names: [String], _ before: String, _ after: String = "") -> [String] {
    names.isEmpty ? [] : [before + names.joined(separator: ", ") + after + "."]
  }
}

extension SummaryRow {
  /// Whether other processes took at least a tenth of the processors, far more than the services of
  /// an idle machine take. Such cells are marked.
  var isBesideOtherWork: Bool { (disturbance ?? 0) >= 0.1 }
}
