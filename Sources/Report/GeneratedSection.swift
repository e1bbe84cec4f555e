/// A section of a page that a program writes between two marker lines.
public struct GeneratedSection: Sendable {
  /// Why the section of a page cannot be filled. The page stays as it is.
  public enum Failure: Error, Equatable, Sendable, CustomStringConvertible {
    case missing(marker: String)
    case repeated(marker: String)
    case reversed

    public var description: String {
      switch self {
      case .missing(let marker): "the page has no line '\(marker)'"
      case .repeated(let marker): "the page has the line '\(marker)' more than once"
      case .reversed: "the page's end marker stands before its begin marker"
      }
    }
  }

  public let begin: String
  public let end: String

  public init(_ name: String) {
    begin = "<!-- \(name): generated, do not edit -->"
    end = "<!-- end of \(name) -->"
  }

  /// README's results.
  public static let results = GeneratedSection("results")
  /// README's table of the strategies.
  public static let strategies = GeneratedSection("strategies")
  /// The results of the check's ledger, in docs/check.md.
  public static let checkLedger = GeneratedSection("check-ledger")

  /// The page with everything between the markers replaced. Filling it again with the same text
  /// changes nothing.
  public func fill(_ page: String, with text: String) throws(Failure) -> String {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    let first = try line(begin, in: lines)
    let last = try line(end, in: lines)
    guard first < last else { throw .reversed }
    var content = text.split(separator: "\n", omittingEmptySubsequences: false)
    while content.last?.isEmpty == true { content.removeLast() }
    return (lines[...first] + content + lines[last...]).joined(separator: "\n")
  }

  private func line(_ marker: String, in lines: [Substring]) throws(Failure) -> Int {
    let found = lines.indices.filter { lines[$0] == marker }
    guard let first = found.first else { throw .missing(marker: marker) }
    guard found.count == 1 else { throw .repeated(marker: marker) }
    return first
  }
}
