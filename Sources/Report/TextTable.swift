/// Rows of cells under headings, rendered for a terminal or as markdown.
public struct TextTable: Sendable, Equatable {
  public enum Alignment: Sendable { case left, right }

  /// The meaning of a cell's text, which a terminal may show in color.
  public enum Tone: Sendable { case neutral, good, bad, faint }

  public struct Cell: Sendable, Equatable, ExpressibleByStringLiteral {
    public let text: String
    public let tone: Tone

    public init(_ text: String, _ tone: Tone = .neutral) {
      self.text = text
      self.tone = tone
    }

    public init(stringLiteral text: String) { self.init(text) }
  }

  public let headings: [(text: String, alignment: Alignment)]
  public private(set) var rows: [[Cell]] = []

  public init(_ headings: [(text: String, alignment: Alignment)]) {
    self.headings = headings
  }

  /// One column of a table of rows: its heading, and the text of each row below it.
  public struct Column<Row> {
    let heading: (text: String, alignment: Alignment)
    let cell: (Row) -> Cell

    public static func left(
      _ heading: String, tone: @escaping (Row) -> Tone = { _ in .neutral },
      _ text: @escaping (Row) -> String
    ) -> Column {
      Column(heading: (heading, .left)) { Cell(text($0), tone($0)) }
    }

    public static func right(
      _ heading: String, tone: @escaping (Row) -> Tone = { _ in .neutral },
      _ text: @escaping (Row) -> String
    ) -> Column {
      Column(heading: (heading, .right)) { Cell(text($0), tone($0)) }
    }
  }

  /// Makes a table with a line for each row.
  public init<Row>(_ rows: [Row], _ columns: [Column<Row>]) {
    self.init(columns.map(\.heading))
    for row in rows { append(columns.map { $0.cell(row) }) }
  }

  /// Adds a row; it has a cell for every heading.
  public mutating func append(_ row: [Cell]) {
    precondition(row.count == headings.count, "a row has as many cells as there are headings")
    rows.append(row)
  }

  public static func == (left: TextTable, right: TextTable) -> Bool {
    left.rows == right.rows && left.headings.map(\.text) == right.headings.map(\.text)
  }

  /// The table with aligned columns, two spaces apart.
  public func terminal(_ style: TextStyle) -> String {
    let widths = headings.indices.map { column in
      rows.reduce(headings[column].text.count) { max($0, $1[column].text.count) }
    }
    var lines = [
      line(headings.map { Cell($0.text) }, widths) { text, _ in style.bold(text) }
    ]
    lines += rows.map { line($0, widths, style.toned) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(
    _ cells: [Cell], _ widths: [Int], _ emphasis: (String, Tone) -> String
  ) -> String {
    // Empty cells at the end are left out, as they would only be blanks.
    let filled = cells.prefix((cells.lastIndex { !$0.text.isEmpty } ?? -1) + 1)
    var text = ""
    for (column, cell) in filled.enumerated() {
      let gap = String(repeating: " ", count: widths[column] - cell.text.count)
      let shown = emphasis(cell.text, cell.tone)
      let isLast = column == filled.count - 1
      switch headings[column].alignment {
      case .left: text += shown + (isLast ? "" : gap)
      case .right: text += gap + shown
      }
      if !isLast { text += "  " }
    }
    return text
  }

  /// The table in GitHub's markdown.
  public var markdown: String {
    let rule = headings.map { $0.alignment == .right ? "---:" : "---" }
    let lines = [headings.map(\.text), rule] + rows.map { $0.map { Self.escaped($0.text) } }
    return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  /// Escapes bars, which would end the cell, and angle brackets, which could begin markup.
  private static func escaped(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("<", with: "&lt;")
  }
}

extension TextStyle {
  fileprivate func toned(_ text: String, _ tone: TextTable.Tone) -> String {
    switch tone {
    case .neutral: text
    case .good: good(text)
    case .bad: bad(text)
    case .faint: faint(text)
    }
  }
}
