import CodeShape
import Testing

/// What a guard's operations must look like on AArch64: which kinds of atomic instruction each has.
///
/// `a` acquires and `l` releases: `ldadda`, `swpa`, `casa` and `ldapr`; `ldaddl`, `casl`, `stlr`.
/// A relaxed access is the instruction without a letter, or a plain load or store. A barrier
/// (`dmb`) is due nowhere.
struct ArmShape: Sendable, CustomTestStringConvertible {
  /// How the functions begin that `ArmProbe` writes for it.
  let probe: String
  let type: String
  /// Where its orders are written.
  let file: String
  let open, acquire, release, close: Set<String>
  /// The function that is called off the hot path, and its kinds.
  var slowPath: SlowPath?

  struct SlowPath: Sendable {
    /// Parts of its mangled name.
    let name: [String]
    let kinds: Set<String>
  }

  var testDescription: String { probe }

  static let all: [ArmShape] = [
    ArmShape(
      probe: "unguarded", type: "UnguardedGuard<HardwareWord>",
      file: "UnguardedGuard.swift", open: [], acquire: [], release: [], close: []),
    ArmShape(
      probe: "spinlock", type: "LockGuard<SpinLock<HardwareWord>, HardwareWord>",
      file: "SpinLock.swift", open: ["swpa", "stlr"], acquire: ["swpa", "stlr"],
      release: ["stlr"], close: ["swpa", "stlr"],
      slowPath: SlowPath(name: ["SpinLock", "lockContended"], kinds: ["swpa"])),
    // The undo is relaxed, and so is the exchange that sets RETURNED. In a rundown, here and below,
    // `ldadd` is not the guard's: it retains what `reclaim` closes over.
    ArmShape(
      probe: "flagCount", type: "FlagCountGuard<HardwareWord>",
      file: "FlagCountGuard.swift", open: ["ldaddl"],
      acquire: ["ldadda", "ldadd"], release: ["ldaddl"],
      close: ["ldadda", "ldadd", "cas", "ldaddl"],
      slowPath: SlowPath(name: ["FlagCountGuard", "rundown"], kinds: ["casa", "ldadd"])),
    // A 128-bit load is an exchange of nothing for nothing on this processor.
    ArmShape(
      probe: "doubleCAS", type: "DoubleCASGuard<HardwareDoubleWord>",
      file: "DoubleCASGuard.swift", open: ["casp", "caspl"],
      acquire: ["ldadda", "ldapr", "ldadd"], release: ["ldaddl"],
      close: ["ldadda", "ldapr", "ldadd", "casp", "ldaddl"],
      slowPath: SlowPath(name: ["DoubleCASGuard", "rundown"], kinds: ["casp", "caspa", "ldadd"])),
    ArmShape(
      probe: "packed", type: "PackedGuard<HardwareWord>",
      file: "PackedGuard.swift", open: ["stlr"], acquire: ["ldadda", "ldadd"],
      release: ["ldaddl"], close: ["ldadda", "ldadd", "cas", "ldaddl"],
      slowPath: SlowPath(name: ["PackedGuard", "rundown"], kinds: ["casa", "ldadd"])),
  ]
}

extension ArmShape {
  /// What is wrong with the guard's code, one line each.
  func faults(in code: Disassembly) -> [String] {
    var faults: [String] = []
    let operations = [
      ("Open", open, false), ("Acquire", acquire, true), ("Release", release, true),
      ("Close", close, false),
    ]
    for (operation, kinds, isHot) in operations {
      faults += self.faults(of: [probe + operation], kinds, isHot: isHot, in: code)
    }
    if let slowPath {
      faults += self.faults(of: slowPath.name, slowPath.kinds, isHot: false, in: code)
    }
    return faults
  }

  private func faults(
    of name: [String], _ kinds: Set<String>, isHot: Bool, in code: Disassembly
  ) -> [String] {
    let title = name.joined(separator: ".")
    let found = code.functions.first { function in name.allSatisfy { function.name.contains($0) } }
    guard let found else { return ["there is no code of \(title)"] }
    let slow = slowPath?.name.last.map { [$0] } ?? []
    let reach = code.reach(of: found, without: slow)
    var faults: [String] = []
    if reach.atomicKinds != kinds {
      faults.append("\(title) has \(reach.atomicKinds.sorted()), not \(kinds.sorted())")
    }
    faults += reach.emptyAcquires.map { "\(title): '\($0)' throws its order away" }
    if isHot { faults += Disassembly.faults(of: reach, allowing: slow).map { "\(title) \($0)" } }
    return faults
  }
}

extension ArmShape {
  /// Where the orders are written that are not relaxed.
  static func orders(in text: String) -> [Range<String.Index>] {
    text.ranges(of: /\.(?:acquiring|releasing|acquiringAndReleasing)(?=, (?:site|"))/)
  }

  /// The source with the order at one of those places taken away; nil if there is no such place.
  static func weakened(_ text: String, at place: Int) -> String? {
    let orders = orders(in: text)
    guard orders.indices.contains(place) else { return nil }
    var weak = text
    weak.replaceSubrange(orders[place], with: ".relaxed")
    return weak
  }
}
