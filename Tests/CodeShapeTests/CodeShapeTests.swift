import CodeShape
import Foundation
import GuardbenchCommands
import SessionGuards
import Testing

@testable import Proof
@testable import Scenarios

/// The program whose code is read: what `GUARDBENCH` names, or what lies in the build folder.
enum ReleaseBuild {
  static let program: String? = {
    if let named = ProcessInfo.processInfo.environment["GUARDBENCH"] { return named }
    let built = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: ".build/release/guardbench").path
    return FileManager.default.isExecutableFile(atPath: built) ? built : nil
  }()
}

/// The release build's hot paths are specialised for each guard, down to the locked instruction.
///
/// `make test` builds it first.
@Suite(.enabled(if: ReleaseBuild.program != nil, "needs a release build: run `make test`"))
struct CodeShapeTests {
  static let disassembly = Result {
    try Disassembly.of(
      ReleaseBuild.program ?? "", functions: "specialization|GuardedServer[.]Mailbox[.]mayWait")
  }

  /// The specialisations of a function, whatever the optimiser called them.
  func functions(_ part: String, _ mark: String) throws -> [Disassembly.Function] {
    try Self.disassembly.get().functions.filter {
      $0.name.contains("specialization") && $0.name.contains(part)
        && (mark.isEmpty || $0.name.contains(mark))
    }
  }

  /// Those of them that were made for a guard, and for no other: merged code would be handed what
  /// to call.
  func functions(_ part: String, for shape: Shape, _ mark: String) throws -> [Disassembly.Function]
  {
    try functions(part, mark).filter {
      shape.isMade($0) && !$0.name.hasPrefix("merged ")
    }
  }

  /// Those of them that a guard's own code comes to by calls, whatever their names: where two
  /// guards have the same code to the last instruction, the compiler keeps one copy.
  func functions(
    _ part: String, calledFor shape: Shape, _ mark: String
  ) throws -> [Disassembly.Function] {
    let all = try Self.disassembly.get().functions
    let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }
    var waiting = all.filter(shape.isMade)
    var seen = Set(waiting.map(\.name))
    while let caller = waiting.popLast() {
      for callee in caller.callees {
        guard let next = byName[callee], seen.insert(callee).inserted else { continue }
        waiting.append(next)
      }
    }
    return try functions(part, mark).filter { seen.contains($0.name) }
  }

  @Test(arguments: ["send(to: Scenarios.TargetSequence, batch:", "sendToCurrent(of:"])
  func `the guard tier's loop calls nothing but the guard's named slow paths`(part: String) throws {
    for shape in Shape.all {
      let found = try functions(part, for: shape, "Scenarios.Unwatched>")
      #expect(!found.isEmpty, "no specialisation of \(part) for \(shape.type)")
      for function in found {
        #expect(shape.faults(of: function, allowing: Shape.harness) == [], "\(shape.type)")
        #expect(shape.lockFaults(of: function) == [], "\(shape.type)")
      }
    }
  }

  /// The guards that ask for nothing ahead of a lease, as it locks nothing.
  private static let withoutPrefetch = [
    "UnguardedGuard<", "HazardGuard<", "HazardPromoteGuard<", "QSBRGuard<",
    "ShardedCountGuard<",
  ]

  @Test func `a batch of leases asks for memory ahead, and calls nothing unnamed`() throws {
    for shape in Shape.all where shape.lends {
      let found = try functions("sendInOneCall(to:", for: shape, "Scenarios.Unwatched>")
      #expect(!found.isEmpty, "no specialisation for \(shape.type)")
      for function in found {
        #expect(shape.faults(of: function, allowing: Shape.harness) == [], "\(shape.type)")
        #expect(shape.lockFaults(of: function) == [], "\(shape.type)")
        let count = function.instructions.count { $0.contains("prefetch") }
        let locksNothing = Self.withoutPrefetch.contains {
          shape.type.hasPrefix("SessionGuards." + $0)
        }
        // A session and its guard's words, each for the later ids and for the first ones, whose
        // loop may be unrolled.
        #expect(locksNothing ? count == 0 : count >= 4, "\(shape.type): \(count)")
      }
    }
  }

  @Test(arguments: ServerPath.shared)
  func `what the server does for every guard alike calls nothing unnamed`(path: ServerPath) throws {
    let found = try functions(path.part, path.mark)
    #expect(!found.isEmpty, "no specialisation of \(path.part)")
    for function in found {
      #expect(Disassembly.faults(of: path.ownCalls(of: function), allowing: path.callees) == [])
    }
  }

  @Test(arguments: ServerPath.ofEachGuard)
  func `the server's way of a message calls nothing unnamed either`(path: ServerPath) throws {
    for shape in Shape.all where shape.lends {
      var found = try functions(path.part, for: shape, path.mark)
      if found.isEmpty { found = try functions(path.part, calledFor: shape, path.mark) }
      #expect(!found.isEmpty, "no specialisation of \(path.part) for \(shape.type)")
      for function in found {
        let calls = path.ownCalls(of: function)
        #expect(shape.faults(of: calls, allowing: path.callees) == [], "\(shape.type)")
      }
    }
  }

  /// Where reads and writes were functions, the compiler merged the two and handed the call over
  /// in a register.
  @Test func `the reactor reads and writes with the system's call itself, and through no pointer`()
    throws
  {
    for path in ServerPath.ofEachGuard + ServerPath.shared where !path.systemCalls.isEmpty {
      for function in try functions(path.part, path.mark) {
        #expect(path.systemCalls.allSatisfy(function.callees.contains), "\(function.name)")
        #expect(!function.callees.contains { $0.contains("indirect") }, "\(function.name)")
      }
    }
  }

  @Test func `the report of verify finds every strategy's loop, and calls each clean`() throws {
    let program = try #require(ReleaseBuild.program)
    let report = try ShapeReport.of(Contenders.standard.all, in: program)
    let readable = Contenders.standard.all.filter { $0.guardType != nil }
    #expect(report.entries.map(\.strategy) == readable.map(\.strategy.name))
    for (entry, contender) in zip(report.entries, readable) {
      guard case .read(let path) = entry.finding else {
        Issue.record("\(entry.strategy): \(entry.finding)")
        continue
      }
      let shape = try #require(Shape(contender))
      #expect(path.faults == [], "\(entry.strategy)")
      #expect(path.lockedInstructions.sorted() == shape.locked.sorted(), "\(entry.strategy)")
      #expect(
        path.slowPaths.isEmpty == shape.slowPaths.isEmpty, "\(entry.strategy): \(path.slowPaths)")
    }
    let packed = try Contenders.standard.contender(named: "packed")
    let absent = try ProgramCode(path: program).finding(
      for: (packed.guardType ?? "") + "Another", in: ShapeReport.loop)
    #expect(absent == .notSpecialized)
  }

  /// That no wake-up is lost rests on it (`GuardedServer.Mailbox`), and no test on x86-64 can see a
  /// store lose one.
  @Test func `the sleep word is exchanged, on the way to sleep and on the way back`() throws {
    let found = try Self.disassembly.get().functions.filter {
      $0.name.contains("GuardedServer.Mailbox.mayWait(")
    }
    // The second is that of reactors which share, and counts those that sleep as well.
    try #require(found.count == 2)
    for function in found {
      #expect(function.lockedInstructions.filter { $0 == "xchg" }.count == 2, "\(function.name)")
    }
  }
}

/// The reading of code itself, on code that is wrong on purpose.
@Suite struct DisassemblyTests {
  let text = """
    0000000000001000 <specialization <SessionGuards.PackedGuard<X>> of loop>:
        1000:\tlock xadd %rax,(%rcx,%rbx,1)
        1004:\txchg   %ax,%ax
        1006:\tcall   2000 <protocol witness for acquire>
        100b:\tjmp    1000 <specialization <SessionGuards.PackedGuard<X>> of loop>
        100d:\tjmp    1004 <specialization <SessionGuards.PackedGuard<X>> of loop+0x4>
        1010:\tcall   *0x70(%rax)
        1013:\tcall   3000 <PackedGuard< where A: ~Swift.Copyable>.rundown>
        1018:\tret

    0000000000002000 <protocol witness for acquire>:
        2000:\tret
    """

  @Test func `a witness call, an indirect call and a missing lock are found`() throws {
    let functions = Disassembly(text: text).functions
    try #require(functions.count == 2)
    let packed = try #require(Shape.all.first { $0.type.contains("PackedGuard") })
    #expect(
      packed.faults(of: functions[0], allowing: []) == [
        "calls indirect call   *0x70(%rax)", "calls protocol witness for acquire",
      ])
    #expect(packed.lockFaults(of: functions[0]).count == 1)
    #expect(functions[0].lockedInstructions == ["lock xadd"])
    #expect(packed.faults(of: functions[1], allowing: []) == [])
  }
}
