import Foundation
import Probe
import SessionGuards
import Testing

/// A twin in C sets a target for a guard of ours only as long as it is the same guard.
@Suite struct GuardTests {
  /// A guard of ours that has a twin: each of its source files, with the header that is the same.
  struct Pair: CustomTestStringConvertible {
    let strategy: String
    /// In `Benchmarks/Peers/`.
    let twin: String
    var files: [(ours: URL, theirs: String)] = []

    var testDescription: String { strategy }
  }

  /// The files that declare the types of a guard, for each strategy whose record names a twin.
  struct Pairs: GuardVisitor {
    var all: [Pair] = []

    mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type)
    where Guard.Fault == Never {
      guard Guard.strategy.hasTwin else { return }
      let twin = Guard.strategy.name.replacing("-", with: "_") + "_guard.h"
      var pair = Pair(strategy: Guard.strategy.name, twin: twin)
      let types = String(reflecting: Guard.self).split { !$0.isLetter && !$0.isNumber }
      for type in types {
        let place = GuardTests.guards.appending(path: "Strategies/\(type).swift")
        guard let text = try? String(contentsOf: place, encoding: .utf8) else { continue }
        pair.files.append((place, twin))
        // The slots of guards that reclaim later are a type of their own, on either side.
        if text.contains("DeferredTable<") {
          pair.files.append((GuardTests.guards.appending(path: "DeferredTable.swift"), table))
        }
      }
      all.append(pair)
    }

    private let table = "deferred_table.h"
  }

  static let pairs: [Pair] = {
    var pairs = Pairs()
    visitGuards(&pairs)
    return pairs.all
  }()

  /// The functions of a guard, a lock or a table of ours, and those of a twin that do the same.
  private static let functions: [(ours: String, twins: [String])] = [
    ("open", ["guard_next_generation", "guard_open"]),
    ("open", ["table_next_generation", "table_open"]),
    ("acquire", ["guard_acquire"]), ("release", ["guard_release"]), ("drop", ["guard_drop"]),
    ("wake", ["guard_wake"]), ("quiesce", ["guard_quiesce"]), ("close", ["guard_close"]),
    ("close", ["table_close"]), ("waiting", ["table_waiting"]), ("takeTop", ["table_take_top"]),
    ("rundown", ["guard_rundown"]), ("lock", ["lock"]), ("unlock", ["unlock"]),
  ]

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../..").standardized
  private static let guards = root.appending(path: "Sources/SessionGuards")
  private static let peers = root.appending(path: "Benchmarks/Peers")

  /// The code of a file from the line with the beginning to the next line that ends with a brace at
  /// this indentation, without comments; empty if there is no such line.
  private func code(_ file: URL, _ beginning: String, indentation: Int) throws -> String {
    let text = try String(contentsOf: file, encoding: .utf8)
    let lines = text.split(separator: "\n").map(String.init)
    guard let start = lines.firstIndex(where: { $0.contains(beginning) }) else { return "" }
    let end = lines[start...].firstIndex { line in
      line.hasSuffix("}") && line.prefix { $0 == " " }.count == indentation
    }
    let body = lines[start...(end ?? start)]
    return body.filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
  }

  /// The orders of a Swift function's atomic accesses, as C calls them.
  private func ours(_ file: URL, _ function: String) throws -> [String] {
    let names = [
      "relaxed": "relaxed", "acquiring": "acquire", "releasing": "release",
      "acquiringAndReleasing": "acq_rel", "sequentiallyConsistent": "seq_cst",
    ]
    let code = try code(file, "func \(function)(", indentation: 2)
    // Every access ends with its order and its site.
    return code.matches(of: /\.([a-zA-Z]+), (?:"|site)/).compactMap { names[String($0.1)] }
  }

  /// The same of a C function; of an exchange's two orders, that of success.
  private func theirs(_ file: String, _ function: String) throws -> [String] {
    let code = try code(Self.peers.appending(path: file), " \(function)(struct", indentation: 0)
    return code.matches(of: /memory_order_(\w+)(?:,\s+memory_order_\w+)?/).map { String($0.1) }
  }

  @Test(arguments: GuardTests.pairs)
  func `a twin's guard has the memory orders of ours`(pair: Pair) throws {
    var compared: Set<String> = []
    for (file, twin) in pair.files {
      for (function, twins) in Self.functions {
        let orders = try ours(file, function)
        let same = try twins.flatMap { try theirs(twin, $0) }
        // Not every twin closes, and a guard over a lock leaves its release to the lock.
        if orders.isEmpty || same.isEmpty { continue }
        compared.insert(function)
        // A rundown of ours may read the generation as well, which a twin leaves to its caller.
        let wanted = function == "rundown" ? Array(orders.prefix(same.count)) : orders
        #expect(same == wanted, "\(function)")
      }
    }
    #expect(compared.isSuperset(of: ["open", "acquire"]))
  }

  @Test(arguments: GuardTests.pairs)
  func `a twin's loop is granted every lease, and ends with every session due`(pair: Pair) throws {
    let name = "loop_" + pair.twin.replacing("_guard.h", with: "")
    var loop = try ChildProcess(Command(PeerFolder.program(name), ["--pairs", "1000"]))
    let exit = try loop.wait(within: .seconds(10))
    #expect(exit.isSuccess, "\(exit.reason): \(loop.errorOutput)")
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
