internal import Report
internal import SessionGuards

/// The strategies as a page of markdown shows them.
struct StrategyTable {
  let markdown: String

  init(_ strategies: [Strategy]) {
    var table = TextTable([
      ("name", .left), ("how it works", .left), ("after a close", .left), ("exclusive", .left),
    ])
    for strategy in strategies {
      table.append([
        TextTable.Cell("`\(strategy.name)`"), TextTable.Cell(strategy.idea),
        TextTable.Cell(strategy.closeRule.words), strategy.isExclusive ? "yes" : "no",
      ])
    }
    markdown = table.markdown
  }
}

extension Strategy.CloseRule {
  fileprivate var words: String {
    switch self {
    case .early: "refuses at once"
    case .atZero: "grants until the count is zero"
    case .unprotected: "–"
    }
  }
}
