import Foundation
import Testing

/// The twin sets a target for our guard only as long as it is the same guard.
@Suite struct GuardTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../..").standardized

  /// The code of a file from the line with the beginning to the next line that is `end`, without
  /// comments.
  private func code(_ file: String, _ beginning: String, to end: String) throws -> String {
    let text = try String(contentsOf: Self.root.appending(path: file), encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex { $0.contains(beginning) })
    let body = lines[start...].prefix { $0 != end }
    return body.filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
  }

  /// The orders of a Swift function's atomic accesses, as C calls them.
  private func ours(_ function: String) throws -> [String] {
    let names = [
      "relaxed": "relaxed", "acquiring": "acquire", "releasing": "release",
      "acquiringAndReleasing": "acq_rel", "sequentiallyConsistent": "seq_cst",
    ]
    let code = try code(
      "Sources/SessionGuards/PackedGuard.swift", "func \(function)(", to: "  }")
    // Every access ends with its order and its site.
    return code.matches(of: /\.([a-zA-Z]+), (?:"|site)/).compactMap { names[String($0.1)] }
  }

  /// The same of a C function; of an exchange's two orders, that of success.
  private func theirs(_ function: String) throws -> [String] {
    let code = try code("Benchmarks/Peers/packed_guard.h", " \(function)(struct", to: "}")
    return code.matches(of: /memory_order_(\w+)(?:,\s+memory_order_\w+)?/).map { String($0.1) }
  }

  @Test func `the twin's guard has the memory orders of ours`() throws {
    for (function, twins) in [
      ("open", ["guard_next_generation", "guard_open"]), ("acquire", ["guard_acquire"]),
      ("close", ["guard_close"]), ("drop", ["guard_release"]), ("rundown", ["guard_rundown"]),
    ] {
      let orders = try ours(function)
      #expect(!orders.isEmpty)
      let same = try twins.flatMap(theirs)
      #expect(same == orders, "\(function)")
    }
  }
}
