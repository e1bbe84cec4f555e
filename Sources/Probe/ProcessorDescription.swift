/// What `/proc/cpuinfo` says about the first processor.
public struct ProcessorDescription: Sendable, Equatable {
  /// Its name; on Arm, which has none, its implementer and part numbers.
  public let model: String?
  /// What it can do, in the kernel's words.
  public let flags: Set<String>

  /// Reads the file's text.
  public init(_ text: String) {
    var fields: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map { trimmed($0) }
      if parts.count == 2, fields[parts[0]] == nil { fields[parts[0]] = parts[1] }
    }
    let part = fields["CPU implementer"].flatMap { maker in
      fields["CPU part"].map { "implementer \(maker) part \($0)" }
    }
    model = fields["model name"] ?? part
    flags = Set(
      (fields["flags"] ?? fields["Features"] ?? "").split(separator: " ").map(String.init))
  }
}

/// A word without the blanks and tabs around it.
private func trimmed(_ text: Substring) -> String {
  let start = text.drop(while: \.isWhitespace)
  guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
  return String(start[...last])
}
