/// Escapes text for XML 1.0. What XML cannot hold is replaced by U+FFFD.
package enum XMLText {
  /// Text between two tags.
  package static func element(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      // Unescaped, a parser would make it a line feed.
      case "\r": escaped += "&#13;"
      case "\n", "\t": escaped.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }

  /// Text between two double quotes. Line ends and tabs are escaped, as a parser would turn them
  /// into blanks.
  package static func attribute(_ text: String) -> String {
    element(text).replacing("\"", with: "&quot;").replacing("\n", with: "&#10;")
      .replacing("\t", with: "&#9;")
  }
}
