import CodeShape
import Testing

/// On AArch64, where orders are instructions, those of the guards stand where their source says.
///
/// No x86-64 machine can show that: there every locked instruction orders everything.
@Suite(
  .enabled(
    if: ArmBuild.isPossible,
    "rung 4 for AArch64 did not run: this toolchain has no Embedded Swift for that target"))
struct ArmTests {
  static let code = Result { try ArmBuild.assembly() }

  @Test(arguments: ArmShape.all)
  func `acquire and release stand where the source says, and the hot path calls nothing`(
    shape: ArmShape
  ) throws {
    let faults = shape.faults(in: try Self.code.get())
    #expect(faults == [])
  }

  /// Guards of whose withdrawals the compiler makes one store, which stays while one of them has
  /// its order; in the guard that they have inside each is seen by itself.
  private static let sharesStores: Set = ["hazard_promoted"]

  /// The most orders that a file has.
  static let places = 8

  @Test func `all orders are weakened below`() throws {
    let files = Set(ArmShape.all.flatMap(\.files))
    let counts = try files.map { try ArmShape.orders(in: ArmBuild.source($0)).count }
    #expect(counts.max() == Self.places)
    #expect(counts.reduce(0, +) >= 16)
  }

  @Test(arguments: 0..<ArmTests.places)
  func `an order that is taken away at one place is missed in the code`(place: Int) throws {
    var weakened: Set<String> = []
    let code = try ArmBuild.assembly { file, text in
      guard ArmShape.all.contains(where: { $0.files.contains(file) }),
        let weak = ArmShape.weakened(text, at: place)
      else { return text }
      weakened.insert(file)
      return weak
    }
    for shape in ArmShape.all where !Self.sharesStores.contains(shape.probe) {
      let isWeakened = !weakened.isDisjoint(with: shape.files)
      #expect(!shape.faults(in: code).isEmpty == isWeakened, "\(shape.probe)")
    }
  }
}

/// The reading of AArch64 assembly, on code that is wrong on purpose.
@Suite struct ArmReadingTests {
  private func code(acquire: String) -> Disassembly {
    Disassembly(
      assembly: """
        \t.globl\t$e13SessionGuards10packedOpenX
        \t.type\t$e13SessionGuards10packedOpenX,@function
        $e13SessionGuards10packedOpenX:         // @"$e13SessionGuards10packedOpenX"
        \t.cfi_startproc
        // %bb.0:
        \tstlr\tx8, [x9]
        \tret
        $e13SessionGuards13packedAcquireX:
        \(acquire)
        \tb.ne\t.LBB1_2
        \tret
        .LBB1_2:                                // %undo
        \tb\tundo
        undo:
        \tldadd\tx8, x8, [x9]
        \tb\t$e13SessionGuards11PackedGuardV7rundownX
        $e13SessionGuards13packedReleaseX:
        \tldaddl\tx8, x8, [x9]
        \tret
        $e13SessionGuards11packedCloseX:
        \tldadda\tx8, x8, [x9]
        \tcas\tx8, x10, [x9]
        \tbl\tundo
        \tstaddl\tx8, [x9]
        \tbl\tswift_release
        \tret
        $e13SessionGuards13packedQuiesceX:
        \tret
        $e13SessionGuards11PackedGuardV7rundownX:
        \tcasa\tx8, x10, [x9]
        \tldadd\tx8, x10, [x11]
        \tblr\tx8
        \tret
        """)
  }

  private var packed: ArmShape {
    get throws { try #require(ArmShape.all.first { $0.probe == "packed" }) }
  }

  private func faults(acquire: String) throws -> [String] {
    try packed.faults(in: code(acquire: acquire))
  }

  @Test func `what is right has no fault, though it is spread over several functions`() throws {
    #expect(try faults(acquire: "\tldadda\tx8, x8, [x9]") == [])
  }

  @Test(
    arguments: [
      ("\tldadd\tx8, x8, [x9]", "has [\"ldadd\", \"ldadd\"], not"),
      ("\tldaddal\tx8, x8, [x9]", "\"ldaddal\"], not"),
      ("\tldadda\tx8, x8, [x9]\n\tdmb\tish", "\"dmb\""),
      ("\tldadda\tx8, xzr, [x9]", "throws its order away"),
      ("\tldadda\tx8, x8, [x9]\n\tbl\tswift_retain", "calls swift_retain"),
      ("\tldadda\tx8, x8, [x9]\n\tblr\tx8", "calls indirect blr x8"),
    ])
  func `a weak order, a needless one, a barrier and a call are found`(
    acquire: String, fault: String
  ) throws {
    let faults = try faults(acquire: acquire)
    #expect(faults.count == 1)
    #expect(faults.allSatisfy { $0.contains("packedAcquire") && $0.contains(fault) })
  }

  @Test(
    arguments: [
      (["packedOpen"], "packedOpen"), (["packedAcquire"], "packedAcquire"),
      (["packedRelease"], "packedRelease"), (["packedClose"], "packedClose"),
      (["PackedGuard", "rundown"], "PackedGuard.rundown"),
    ])
  func `code without one of the functions is refused, whatever the others are like`(
    name: [String], title: String
  ) throws {
    let whole = code(acquire: "\tldadda\tx8, x8, [x9]")
    let rest = whole.functions.filter { function in
      !name.allSatisfy { function.name.contains($0) }
    }
    #expect(rest.count == whole.functions.count - 1)
    #expect(try packed.faults(in: Disassembly(functions: rest)) == ["there is no code of \(title)"])
  }

  @Test func `no code at all is refused`() {
    #expect(ArmShape.all.allSatisfy { $0.faults(in: Disassembly(assembly: "")).count >= 4 })
  }
}
