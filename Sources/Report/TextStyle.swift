/// Emphasis for a terminal, or none: for pipes, files and where NO_COLOR is set.
public struct TextStyle: Sendable, Equatable {
  public static let plain = TextStyle(codes: false)
  public static let colored = TextStyle(codes: true)

  private let codes: Bool

  public func bold(_ text: String) -> String { wrap(text, "1") }
  public func faint(_ text: String) -> String { wrap(text, "2") }
  public func good(_ text: String) -> String { wrap(text, "32") }
  public func bad(_ text: String) -> String { wrap(text, "31") }

  private func wrap(_ text: String, _ code: String) -> String {
    codes && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
