import Foundation
import Testing

@testable import CodeShape

/// What `verify` says of any guard's hot path, on code that is right and code that is wrong.
@Suite struct HotPathTests {
  private static let guardType = "mine.MyGuard<SessionGuards.HardwareWord>"
  private static let loop = HotLoop(
    functions: ["send(to:"], lastType: "Scenarios.Unwatched", harness: ["Scenarios.burn("])

  /// The hot path of a loop with one more call.
  private func path(calling callee: String?) throws -> HotPath {
    let call = callee.map { "\n    1008:\tcall   2000 <\($0)>" } ?? ""
    return try path("    1000:\tlock xadd %rax,(%rcx)\(call)\n    100d:\tret\n")
  }

  private func path(_ instructions: String) throws -> HotPath {
    let code = Disassembly(
      text: """
        0000000000001000 <generic specialization <\(Self.guardType), Scenarios.Unwatched> \
        of send(to:)>:
        \(instructions)
        """)
    return HotPath(code.functions, guardType: Self.guardType, harness: Self.loop.harness)
  }

  @Test func `a loop that locks and calls nothing is clean, and its own work is not counted`()
    throws
  {
    for callee in [nil, "Scenarios.burn(Swift.Int, Swift.UInt64) -> Swift.UInt64"] {
      let path = try path(calling: callee)
      #expect(path.lockedInstructions == ["lock xadd"])
      #expect(path.isClean && path.slowPaths == [])
    }
  }

  @Test(arguments: [
    (
      "generic specialization <SessionGuards.HardwareWord> of static (extension in mine):"
        + "mine.MyGuard< where A: ~Swift.Copyable>.rundown(Swift.UInt32) throws(A.Fault) -> ()",
      "mine.MyGuard.rundown"
    ),
    ("mine.MyGuard.rundown(Swift.UInt32) -> ()", "mine.MyGuard.rundown"),
    ("pthread_mutex_lock@plt", "pthread_mutex_lock"),
    (
      "Synchronization._MutexHandle._lockSlow(Swift.UInt32) -> ()@plt",
      "Synchronization._MutexHandle._lockSlow"
    ),
  ])
  func `a slow path of the guard, and waiting in the system, are named and are no fault`(
    callee: String, name: String
  ) throws {
    let path = try path(calling: callee)
    #expect(path.isClean, "\(path.faults)")
    #expect(path.slowPaths == [name])
  }

  @Test(arguments: [
    ("swift_retain@plt", "counts references: swift_retain"),
    ("swift_bridgeObjectRelease", "counts references: swift_bridgeObjectRelease"),
    ("swift_allocObject", "allocates memory: swift_allocObject"),
    ("malloc@plt", "allocates memory: malloc"),
    ("swift_beginAccess", "checks exclusive access, as to a field of a class: swift_beginAccess"),
    ("swift_getTypeByMangledName", "calls Swift's runtime: swift_getTypeByMangledName"),
    (
      "outlined retain of mine.Box",
      "copies or destroys what is counted: outlined retain of mine.Box"
    ),
    (
      "protocol witness for SessionGuards.Word.load(Swift.Int) in conformance mine.W",
      "calls through a witness table:"
    ),
    (
      "merged generic specialization <mine.MyGuard<A>> of mine.other() -> ()",
      "calls code that the compiler merged with other types', and hands it what to call:"
    ),
    (
      "(extension in mine):mine.MyGuard< where A: ~Swift.Copyable>.acquire(Swift.UInt64) -> ()",
      "calls code that is not specialised (is it @inlinable?): mine.MyGuard.acquire"
    ),
    (
      "generic specialization <SessionGuards.HardwareWord> of (extension in mine):"
        + "mine.MyGuard< where A: ~Swift.Copyable>.acquire(Swift.UInt64) -> ()",
      "calls what should be inlined (@inline(__always)): mine.MyGuard.acquire"
    ),
    (
      "other.look(Swift.Int) -> Swift.Int",
      "calls what is no slow path of the guard: other.look"
    ),
    ("usleep@plt", "calls what is no slow path of the guard: usleep"),
  ])
  func `what no hot path should do is told`(callee: String, fault: String) throws {
    let path = try path(calling: callee)
    #expect(!path.isClean && path.faults.count == 1)
    #expect(path.faults.first?.hasPrefix(fault) == true, "\(path.faults)")
    #expect(path.slowPaths == [])
  }

  @Test func `a call that the strategy's record names is a slow path, and any other is told`()
    throws
  {
    let code = Disassembly(
      text: """
        0000000000001000 <generic specialization <\(Self.guardType)> of send(to:)>:
            1000:\tlock cmpxchg %rax,(%rcx)
            1004:\tcall   2000 <swift_retain@plt>
            1008:\tcall   2000 <malloc@plt>
            100d:\tret
        """)
    let path = HotPath(
      code.functions, guardType: Self.guardType, harness: [], expected: ["swift_retain"])
    #expect(path.slowPaths == ["swift_retain"])
    #expect(path.faults == ["allocates memory: malloc"])
  }

  @Test func `a call and a jump through a pointer are told with their instruction`() throws {
    let path = try path("    1000:\tcall   *-0x60(%rbp)\n    1004:\tjmp    *%rax\n")
    #expect(
      path.faults == [
        "calls through a pointer: call *-0x60(%rbp)", "calls through a pointer: jmp *%rax",
      ])
  }

  /// As a specialisation of the standard library's that several modules have.
  @Test func `a function without a symbol is not taken for the end of the one before it`() throws {
    let unnamed = """
          1000:\tpush   %rbp
          1001:\tmov    %rsp,%rbp
          1004:\tcall   2000 <swift_allocObject@plt>
      """
    let end = "    0ff0:\tret\n    0ff1:\tud2\n    0ff3:\tnopw   0x0(%rax,%rax,1)\n"
    #expect(try path(end + unnamed).isClean)
    // Its own frame, and a block that is aligned within it, belong to the function.
    #expect(try !path(unnamed).isClean)
    let aligned = "    0ff0:\tjmp    1000 <x>\n    0ff3:\tnopl   0x0(%rax)\n"
    let block = "    1000:\tcall   2000 <swift_allocObject@plt>\n"
    #expect(try !path(aligned + block).isClean)
  }

  @Test func `a loop is found by its guard, however the compiler names what is private`() throws {
    func name(_ type: String) -> String {
      "generic specialization <\(type), Scenarios.Unwatched> of Scenarios.Sender.send(to: A)"
    }
    let own = "mine.(MyGuard in _0123456789ABCDEF)<SessionGuards.HardwareWord>"
    let written = "mine.(unknown context at $5581a0).MyGuard<SessionGuards.HardwareWord>"
    #expect(written.withoutPrivacy == Self.guardType)
    #expect(Self.loop.index(of: name(own).withoutPrivacy, for: Self.guardType) == 0)
    #expect(Self.loop.index(of: name(Self.guardType), for: Self.guardType) == 0)
    let slowed = "Scenarios.SlowedGuard<\(Self.guardType)>"
    #expect(Self.loop.index(of: name(slowed), for: Self.guardType) == nil)
    #expect(Self.loop.index(of: "merged " + name(Self.guardType), for: Self.guardType) == nil)
  }

  @Test func `a program without symbols, one that is not there and a missing tool are told`() {
    func refusal(_ path: String, _ tools: ProgramCode.Tools = .init()) -> UnreadableCode? {
      #expect(throws: UnreadableCode.self) { try ProgramCode(path: path, tools: tools) }
    }
    #expect(refusal("/bin/sh") == .noSymbols("/bin/sh"))
    #expect(refusal("/nowhere")?.description.hasPrefix("nm failed: ") == true)
    let missing = ProgramCode.Tools(list: "no-such-nm")
    #expect(refusal("/bin/sh", missing)?.description == "there is no no-such-nm: install binutils")
  }
}
