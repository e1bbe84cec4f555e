import Foundation
import Testing

/// A twin in C sets a target for a guard of ours only as long as it is the same guard.
@Suite struct GuardTests {
  /// The functions of a guard of ours and those of its twin that do the same.
  struct Pair: CustomTestStringConvertible {
    /// In `Sources/SessionGuards/`.
    let ours: String
    /// In `Benchmarks/Peers/`.
    let twin: String
    let functions: [(ours: String, twins: [String])]

    var testDescription: String { ours }
  }

  static let pairs = [
    Pair(
      ours: "PackedGuard", twin: "packed_guard",
      functions: [
        ("open", ["guard_next_generation", "guard_open"]), ("acquire", ["guard_acquire"]),
        ("release", ["guard_release"]), ("close", ["guard_close"]), ("rundown", ["guard_rundown"]),
      ]),
    // Its rundown reads the generation too, which the twin leaves to its caller.
    Pair(
      ours: "FlagCountGuard", twin: "flag_count_guard",
      functions: [
        ("open", ["guard_next_generation", "guard_open"]), ("acquire", ["guard_acquire"]),
        ("release", ["guard_release"]),
      ]),
    Pair(
      ours: "SpinLock", twin: "spinlock_guard",
      functions: [("lock", ["lock"]), ("unlock", ["unlock"])]),
    Pair(
      ours: "LockGuard", twin: "spinlock_guard",
      functions: [
        ("open", ["guard_next_generation", "guard_open"]), ("acquire", ["guard_acquire"]),
      ]),
  ]

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
  private func ours(_ file: String, _ function: String) throws -> [String] {
    let names = [
      "relaxed": "relaxed", "acquiring": "acquire", "releasing": "release",
      "acquiringAndReleasing": "acq_rel", "sequentiallyConsistent": "seq_cst",
    ]
    let code = try code(
      "Sources/SessionGuards/\(file).swift", "func \(function)(", to: "  }")
    // Every access ends with its order and its site.
    return code.matches(of: /\.([a-zA-Z]+), (?:"|site)/).compactMap { names[String($0.1)] }
  }

  /// The same of a C function; of an exchange's two orders, that of success.
  private func theirs(_ file: String, _ function: String) throws -> [String] {
    let code = try code("Benchmarks/Peers/\(file).h", " \(function)(struct", to: "}")
    return code.matches(of: /memory_order_(\w+)(?:,\s+memory_order_\w+)?/).map { String($0.1) }
  }

  @Test(arguments: GuardTests.pairs)
  func `a twin's guard has the memory orders of ours`(pair: Pair) throws {
    for (function, twins) in pair.functions {
      let orders = try ours(pair.ours, function)
      #expect(!orders.isEmpty)
      let same = try twins.flatMap { try theirs(pair.twin, $0) }
      #expect(same == orders, "\(function)")
    }
  }
}
