extension String {
  /// The candidate with the fewest edits from this, if they are fewer than half of its letters.
  public func nearest(among candidates: [String]) -> String? {
    let scored = candidates.map { ($0, editDistance(to: $0)) }
    guard let best = scored.min(by: { $0.1 < $1.1 }) else { return nil }
    return best.1 * 2 < Swift.max(count, 1) ? best.0 : nil
  }

  /// The number of letters to insert, delete or replace (Levenshtein distance).
  func editDistance(to other: String) -> Int {
    let target = Array(other)
    var row = Array(0...target.count)
    for (line, letter) in enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, candidate) in target.enumerated() {
        let replaced = diagonal + (letter == candidate ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[target.count]
  }
}
