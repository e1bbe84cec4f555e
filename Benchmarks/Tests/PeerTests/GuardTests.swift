import Foundation
import SessionGuards
import Testing

/// A twin in C sets a target for a guard of ours only as long as it is the same guard.
@Suite struct GuardTests {
  /// A source file of a guard of ours and the header of its twin.
  struct Pair: CustomTestStringConvertible {
    /// In `Sources/SessionGuards/Strategies/`.
    let ours: String
    /// In `Benchmarks/Peers/`.
    let twin: String

    var testDescription: String { "\(ours), \(twin)" }
  }

  /// The files that declare the types of a guard, for each strategy whose record names a twin.
  struct Pairs: GuardVisitor {
    var all: [Pair] = []

    mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type)
    where Guard.Fault == Never {
      guard Guard.strategy.hasTwin else { return }
      let twin = Guard.strategy.name.replacing("-", with: "_") + "_guard.h"
      let types = String(reflecting: Guard.self).split { !$0.isLetter && !$0.isNumber }
      for type in types {
        let file = "\(type).swift"
        let place = GuardTests.strategies.appending(path: file).path
        if FileManager.default.fileExists(atPath: place) {
          all.append(Pair(ours: file, twin: twin))
        }
      }
    }
  }

  static let pairs: [Pair] = {
    var pairs = Pairs()
    visitGuards(&pairs)
    return pairs.all
  }()

  /// The functions of a guard or a lock of ours, and those of a twin that do the same.
  private static let functions: [(ours: String, twins: [String])] = [
    ("open", ["guard_next_generation", "guard_open"]), ("acquire", ["guard_acquire"]),
    ("release", ["guard_release"]), ("close", ["guard_close"]), ("rundown", ["guard_rundown"]),
    ("lock", ["lock"]), ("unlock", ["unlock"]),
  ]

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../..").standardized
  private static let strategies = root.appending(path: "Sources/SessionGuards/Strategies")
  private static let peers = root.appending(path: "Benchmarks/Peers")

  /// The code of a file from the line with the beginning to the next line that is `end`, without
  /// comments; empty if there is no such line.
  private func code(_ file: URL, _ beginning: String, to end: String) throws -> String {
    let text = try String(contentsOf: file, encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    guard let start = lines.firstIndex(where: { $0.contains(beginning) }) else { return "" }
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
      Self.strategies.appending(path: file), "func \(function)(", to: "  }")
    // Every access ends with its order and its site.
    return code.matches(of: /\.([a-zA-Z]+), (?:"|site)/).compactMap { names[String($0.1)] }
  }

  /// The same of a C function; of an exchange's two orders, that of success.
  private func theirs(_ file: String, _ function: String) throws -> [String] {
    let code = try code(Self.peers.appending(path: file), " \(function)(struct", to: "}")
    return code.matches(of: /memory_order_(\w+)(?:,\s+memory_order_\w+)?/).map { String($0.1) }
  }

  @Test(arguments: GuardTests.pairs)
  func `a twin's guard has the memory orders of ours`(pair: Pair) throws {
    var compared: [String] = []
    for (function, twins) in Self.functions {
      let orders = try ours(pair.ours, function)
      let same = try twins.flatMap { try theirs(pair.twin, $0) }
      // Not every twin closes, and a guard over a lock leaves its release to the lock.
      if orders.isEmpty || same.isEmpty { continue }
      compared.append(function)
      // A rundown of ours may read the generation as well, which a twin leaves to its caller.
      let wanted = function == "rundown" ? Array(orders.prefix(same.count)) : orders
      #expect(same == wanted, "\(function)")
    }
    #expect(compared.starts(with: ["open", "acquire"]) || compared == ["lock", "unlock"])
  }

  @Test func `every guard in C is the twin that a record names, and no record names another`()
    throws
  {
    let headers = try FileManager.default.contentsOfDirectory(atPath: Self.peers.path)
      .filter { $0.hasSuffix("_guard.h") }
    #expect(Set(headers) == Set(Self.pairs.map(\.twin)))
    #expect(headers.count == Strategy.catalogue.count(where: \.hasTwin))
  }
}
