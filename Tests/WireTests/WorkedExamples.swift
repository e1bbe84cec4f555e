import Foundation

/// The worked examples of `docs/protocol.md`, by the name behind each fence.
struct WorkedExamples {
  /// The whole page.
  let text: String
  private var frames: [String: [UInt8]] = [:]

  init() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/protocol.md").standardized
    var name: String?
    text = try String(contentsOf: page, encoding: .utf8)
    for line in text.split(separator: "\n") {
      if line.hasPrefix("```hex ") {
        name = String(line.dropFirst(7))
        frames[name!] = []
      } else if line.hasPrefix("```") {
        name = nil
      } else if let name {
        frames[name]! += line.split(separator: " ").map { UInt8($0, radix: 16)! }
      }
    }
  }

  var names: Set<String> { Set(frames.keys) }

  /// Returns an example's bytes, frame header included.
  subscript(name: String) -> [UInt8] { frames[name] ?? [] }
}
