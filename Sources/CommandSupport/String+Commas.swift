extension String {
  /// The values of a list that is written with commas; spaces after a comma do not count.
  package var commaSeparated: [String] {
    split(separator: ",", omittingEmptySubsequences: false).map { String($0.drop { $0 == " " }) }
  }
}
