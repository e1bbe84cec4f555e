import CodeShape
import Testing

/// A fence between two stores to one plain place, of which an optimiser keeps the second alone if
/// nothing stands between them; as guards use it, through a word whose type they do not know.
struct FenceProbe: Sendable, CustomTestStringConvertible {
  let name: String
  /// What is asked of the word between the stores.
  let fence: String
  /// The barriers that it must be on AArch64, and how many stores must be left.
  let barriers: [String]
  let stores: Int

  var testDescription: String { name }

  static let all: [FenceProbe] = [
    FenceProbe(name: "relaxed", fence: ".fence(.relaxed, ", barriers: [], stores: 1),
    // One store more: the cold call of a full fence needs a frame.
    FenceProbe(name: "light", fence: ".lightFence(", barriers: [], stores: 3),
    FenceProbe(name: "acquire", fence: ".fence(.acquiring, ", barriers: ["dmb ishld"], stores: 2),
    FenceProbe(name: "release", fence: ".fence(.releasing, ", barriers: ["dmb ish"], stores: 2),
    FenceProbe(
      name: "both", fence: ".fence(.acquiringAndReleasing, ", barriers: ["dmb ish"], stores: 2),
    FenceProbe(
      name: "sequential", fence: ".fence(.sequentiallyConsistent, ", barriers: ["dmb ish"],
      stores: 2),
  ]

  /// Compiled together with the guards' own files; see `ArmBuild`.
  var source: String {
    """
    @inlinable
    func \(name)Between<W: Word & ~Copyable>(
      _ place: UnsafeMutablePointer<UInt64>, _ word: borrowing W
    ) throws(W.Fault) {
      place.pointee = 1
      try word\(fence)"fence")
      place.pointee = 2
    }

    @inline(never)
    public func \(name)FenceProbe(
      _ place: UnsafeMutablePointer<UInt64>, _ word: borrowing HardwareWord
    ) { \(name)Between(place, word) }

    """
  }

  func faults(in code: Disassembly) -> [String] {
    guard let found = code.functions.first(where: { $0.name.contains(name + "FenceProbe") }) else {
      return ["there is no code of \(name)"]
    }
    // What a light fence comes to where the kernel has no heavy ones.
    let allowed = name == "light" ? ["full_fence"] : []
    var faults = Disassembly.faults(of: found, allowing: allowed)
    let barriers = found.instructions.filter { $0.hasPrefix("dmb") || $0.hasPrefix("dsb") }
    if barriers != self.barriers { faults.append("has \(barriers), not \(self.barriers)") }
    let stores = found.instructions.count { $0.hasPrefix("st") }
    if stores != self.stores { faults.append("has \(stores) stores, not \(self.stores)") }
    return faults
  }
}

@Suite(
  .enabled(
    if: ArmBuild.isPossible,
    "rung 4 for AArch64 did not run: this toolchain has no Embedded Swift for that target"))
struct FenceTests {
  @Test(arguments: FenceProbe.all)
  func `a fence is the barrier that its order needs, and a light one is none`(
    probe: FenceProbe
  ) throws {
    let faults = probe.faults(in: try ArmTests.code.get())
    #expect(faults == [])
  }

  @Test func `a light fence that is left out, or is a barrier, is missed in the code`() throws {
    let code = try ArmTests.code.get()
    for (name, fault) in [
      ("relaxed", "has 1 stores, not 2"), ("sequential", "has [\"dmb ish\"], not []"),
    ] {
      let other = FenceProbe(name: name, fence: "", barriers: [], stores: 2)
      #expect(other.faults(in: code) == [fault])
    }
  }
}
