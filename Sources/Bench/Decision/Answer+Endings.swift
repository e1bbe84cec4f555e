internal import Report
internal import Tables
import TrialRows

extension RunFindings {
  /// How long owners wait for sessions that other threads go on sending to.
  var rundowns: Answer.Section {
    Answer.Section(
      title: "When a closed session's slot is used again while threads go on sending to it",
      sentences: of(\.reuseWaitMeanNanoseconds).map { row in
        "\(row.cell), \(row.strategy): after \(Quantity.duration(row.value)) on average"
          + text(row, \.reuseWaitMaxNanoseconds) { ", \(Quantity.duration($0)) at most" }
          + closes(row) + "; " + lateLeases(row) + "."
      })
  }

  private func lateLeases(_ row: SummaryRow) -> String {
    guard let mean = value(row, \.lateLeasesMean), let peak = value(row, \.lateLeasesPeak) else {
      return "late leases were not counted"
    }
    guard peak > 0 else { return "no lease is granted once close has returned" }
    return "once close has returned, \(Quantity.digits(mean)) leases are granted on average,"
      + " \(Quantity.whole(peak)) at most"
  }

  private func closes(_ row: SummaryRow) -> String {
    text(row, \.closesCount) { closes in
      " (closes in a trial: \(Quantity.whole(closes))"
        + text(row, \.unreclaimedCount) { ", unreclaimed at its end: \(Self.count($0))" } + ")"
    }
  }

  /// Which threads wait for one that stops inside a lease, and what piles up meanwhile.
  var stalls: Answer.Section {
    Answer.Section(
      title: "What a thread that stops inside a lease holds up",
      sentences: of(\.stallPaceRatio).map { row in
        "\(row.cell), \(row.strategy): the other threads send at"
          + " \(Quantity.percent(row.value)) of their pace"
          + text(row, \.pauseMaxNanoseconds) { ", the longest pause is \(Quantity.duration($0))" }
          + text(row, \.unreclaimedPeak) {
            "; closed sessions of a thread that wait for their reclaim:"
              + " \(Self.count($0)) at most"
          }
          + text(row, \.unreclaimedMean) { ", \(Quantity.digits($0)) on average" }
          + text(row, \.stalledCloseMeanNanoseconds) {
            "; closing the stalled session takes its owner \(Quantity.duration($0))"
          }
          + text(row, \.stalledReuseMeanNanoseconds) {
            ", its slot is used again after \(Quantity.duration($0))"
          } + "."
      })
  }

  /// A median of counts, which may lie between two.
  private static func count(_ value: Double) -> String {
    value == value.rounded() ? Quantity.whole(value) : Quantity.digits(value)
  }

  private func of<Value>(
    _ quantity: KeyPath<Quantities, Field<Quantities.Quantity, Value>>
  ) -> [SummaryRow] {
    rows.filter { $0.metric == Metric.of(quantity).name }
  }

  private func value<Value>(
    _ row: SummaryRow, _ quantity: KeyPath<Quantities, Field<Quantities.Quantity, Value>>
  ) -> Double? {
    self.row(row.strategy, row.cell, Metric.of(quantity).name)?.value
  }

  /// Nothing where the run has not measured it.
  private func text<Value>(
    _ row: SummaryRow, _ quantity: KeyPath<Quantities, Field<Quantities.Quantity, Value>>,
    _ words: (Double) -> String
  ) -> String {
    value(row, quantity).map(words) ?? ""
  }
}
