public import Report
internal import Statistics
internal import Tables
import TrialRows

/// The answer to the note's question in words. Each sentence comes from rows of the summary.
public struct Answer: Sendable, Equatable {
  /// A part of the answer under its own title.
  public struct Section: Sendable, Equatable {
    public let title: String
    public let sentences: [String]
  }

  public let sections: [Section]

  public init(_ findings: RunFindings) {
    let all = [
      findings.conclusion, findings.weight, findings.choice, findings.meetings, findings.rundowns,
      findings.stalls, findings.changes, findings.reservations,
    ]
    sections = all.filter { !$0.sentences.isEmpty }
  }

  public func terminal(_ style: TextStyle) -> String {
    sections.map { section in
      ([style.bold(section.title)] + section.sentences.map { "  " + $0 }).joined(separator: "\n")
    }.joined(separator: "\n") + "\n"
  }

  public var markdown: String {
    sections.map { section in
      "**\(section.title)**\n\n" + section.sentences.map { "- \($0)\n" }.joined()
    }.joined(separator: "\n")
  }
}

extension RunFindings {
  /// The answer to the claim, from the intervals at its cell alone.
  fileprivate var conclusion: Answer.Section {
    let title = "Does guarding a session without a lock beat \(plan.reference)? The note says no."
    guard !claim.isEmpty else {
      return Answer.Section(title: title, sentences: ["Not answered: \(whyNot)."])
    }
    let order: [Verdict] = [.faster, .slower, .equivalent, .cannotTell]
    let groups = order.compactMap { verdict -> String? in
      let members = claim.filter { $0.verdict == verdict }
      return members.isEmpty ? nil : claimSentence(verdict, members)
    }
    return Answer.Section(title: title, sentences: [headline] + groups)
  }

  /// Why there is no verdict on the claim.
  private var whyNot: String {
    if question.claimCell.isEmpty {
      return "the run's cells were only checked or counted, not compared (--blocks compares them)"
    }
    if lostCells.contains(question.claimCell) {
      let place = lostCells == plan.cells ? "" : " at \(question.claimCell)"
      return "no block\(place) counts, see invalid_reason in samples.csv"
    }
    return "the run has no comparison with \(plan.reference) at \(question.claimCell)"
  }

  private var headline: String {
    let verdicts = Set(claim.compactMap(\.verdict))
    let place = "at \(question.claimCell)"
    if verdicts == [.equivalent] {
      return "No \(place): the note is right, each is equivalent to it in \(quantity)."
    }
    if verdicts.contains(.faster) {
      let isAll = verdicts == [.faster]
      let below = weight.sentences.isEmpty ? "" : "; its weight in a message is below"
      return "\(isAll ? "Yes" : "Some do") \(place), in \(quantity)\(below)."
    }
    if verdicts.contains(.cannotTell) {
      return "Not shown \(place): none is faster for certain, and for some this run cannot tell."
    }
    return "No \(place): none is faster, and some are slower."
  }

  /// The quantity that the claim's cell compares: its tier says whose CPU that is.
  private var quantity: String {
    switch claim.first?.tier {
    case .server: "the server's CPU per message"
    case .path: "CPU per message of the session path without the kernel"
    case .guard, nil: "CPU per operation of the guard alone"
    }
  }

  private func claimSentence(_ verdict: Verdict, _ members: [SummaryRow]) -> String {
    let list = members.map { row in
      var text = "\(row.strategy) \(row.ratio.map(Quantity.ratio) ?? "")"
      if let low = row.ratioLow, let high = row.ratioHigh {
        text += " \(Quantity.interval(low, high))"
      }
      if verdict == .cannotTell {
        let few = VerdictWords.agreement(row).map { "too few blocks: \($0)" } ?? "too few blocks"
        text += row.largestEffectNotExcluded == nil ? " (\(few))" : ""
      }
      return text
    }
    let word = VerdictWords.word(verdict)
    return word.prefix(1).uppercased() + word.dropFirst() + ": " + list.joined(separator: "; ")
      + "."
  }

  /// The guard's share of a message, and whether a server shows the difference.
  fileprivate var weight: Answer.Section {
    let server = comparisons.filter { rows(of: $0).first?.tier == .server }
    let verdicts = server.map { comparison in
      (comparison, question.contenders.compactMap { row($0, comparison.cell, comparison.metric) })
    }
    let sentences = verdicts.compactMap { comparison, rows -> String? in
      let judged = rows.filter { $0.verdict != nil }
      guard !judged.isEmpty else { return nil }
      let list = judged.map { "\($0.strategy) \(VerdictWords.phrase($0))" }
      return "\(comparison.title): \(list.joined(separator: "; "))."
    }
    return Answer.Section(
      title: "How much of it shows in a message",
      sentences: shareSentence + serverHeadline(verdicts.flatMap(\.1)) + sentences)
  }

  private var shareSentence: [String] {
    let shares = guardShares(of: plan.reference)
    guard let least = shares.first, let most = shares.last else { return [] }
    let range =
      least.cell == most.cell
      ? "\(Quantity.percent(most.share)) (\(most.cell))"
      : "\(Quantity.percent(least.share)) (\(least.cell)) to "
        + "\(Quantity.percent(most.share)) (\(most.cell))"
    return ["\(plan.reference) is \(range) of the server's CPU for a message."]
  }

  private func serverHeadline(_ rows: [SummaryRow]) -> [String] {
    let verdicts = rows.compactMap(\.verdict)
    if verdicts.isEmpty { return [] }
    if verdicts.contains(.faster) {
      let places = rows.filter { $0.verdict == .faster }.map { row in
        let place = Comparison(cell: row.cell, metric: row.metric)
        return "\(row.strategy) at \(row.cell) in \(place.quantity)"
      }
      return ["In a whole server, faster: \(places.joined(separator: ", "))."]
    }
    let areEquivalent = verdicts.allSatisfy { $0 == .equivalent }
    let judged = rows.filter { $0.verdict != nil }
    let what = judged.map { Comparison(cell: $0.cell, metric: $0.metric).quantity }.eachOnce
      .joined(separator: " or ")
    return [
      areEquivalent
        ? "In a whole server nothing is gained in \(what): every comparison is equivalent."
        : "In a whole server no gain in \(what) is shown."
    ]
  }

  /// The note's reason, that threads hardly meet: the meetings counted and predicted.
  fileprivate var meetings: Answer.Section {
    Answer.Section(
      title: "How often threads meet on a session",
      sentences: conflicts(of: plan.reference).map { row, predicted in
        let interval = meetingsInterval(row).map { " \($0)" } ?? ""
        return "\(row.cell): \(Quantity.perMillion(row.value))\(interval) of a million acquires "
          + "met another thread; predicted \(Quantity.perMillion(predicted))."
      } + [meetingsCost].compactMap { $0 })
  }

  /// How much of the cost at the claim's cell the meetings there can be, if each costs what an
  /// operation does where threads always meet.
  private var meetingsCost: String? {
    let cell = question.claimCell
    guard let met = conflicts(of: plan.reference).first(where: { $0.row.cell == cell })?.row,
      let cost = row(plan.reference, cell),
      let meeting = rows.first(where: {
        $0.scenario == "contended" && $0.strategy == plan.reference && $0.metric == Self.cpu
      }), met.cell != meeting.cell
    else { return nil }
    let part = met.value * meeting.value
    return "If a meeting costs \(Quantity.value(meeting.value, meeting.unit)), an operation of "
      + "\(meeting.cell), they are \(Quantity.value(part, cost.unit)) of the "
      + "\(Quantity.value(cost.value, cost.unit)) at \(cell)."
  }

  /// The interval of the counted meetings, over the blocks that counted them; nil if they are few.
  func meetingsInterval(_ row: SummaryRow) -> String? {
    guard let low = row.valueLow, let high = row.valueHigh else { return nil }
    return "[\(Quantity.perMillion(low)), \(Quantity.perMillion(high))]"
  }
}
