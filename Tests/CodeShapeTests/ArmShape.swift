import CodeShape
import SessionGuards
import Testing

@testable import GuardbenchCommands
@testable import Scenarios

/// What a guard's operations must look like on AArch64, as the record of its strategy says.
struct ArmShape: Sendable, CustomTestStringConvertible {
  /// How the functions begin that `ArmProbe` writes for it.
  let probe: String
  /// The guard's type as Swift writes it.
  let type: String
  let kinds: Strategy.ArmShape
  /// The functions that are called off the hot path, each as parts of its mangled name, with the
  /// kinds that it has.
  let slowPaths: [(name: [String], kinds: [String])]

  var testDescription: String { probe }

  static let all = Contenders.standard.all.compactMap(ArmShape.init)

  /// Nil if the record has no shape for this processor.
  init?(_ contender: Contender) {
    guard let kinds = contender.strategy.armShape, let type = contender.guardType else {
      return nil
    }
    probe = contender.strategy.name.replacing("-", with: "_")
    self.type = type
    self.kinds = kinds
    let slowKinds = kinds.earlierSlowPaths + [kinds.slowPath]
    slowPaths = zip(contender.strategy.slowPaths.suffix(slowKinds.count), slowKinds).map {
      (name: $0.split(separator: ".").map(String.init), kinds: $1)
    }
  }

  /// The files that declare its types and the guards that these have inside, in
  /// `Sources/SessionGuards/Strategies`.
  var files: [String] {
    let files = type.split { !$0.isLetter && !$0.isNumber }.map { "\($0).swift" }
      .filter(ArmBuild.strategyFiles.contains)
    return files + files.flatMap(Self.inner)
  }

  private static func inner(_ file: String) -> [String] {
    guard let text = try? ArmBuild.source(file) else { return [] }
    return text.matches(of: /let [a-z]+: ([A-Za-z]+Guard)</).map { "\($0.1).swift" }
      .filter(ArmBuild.strategyFiles.contains)
  }
}

extension ArmShape {
  /// What is wrong with the guard's code, one line each.
  func faults(in code: Disassembly) -> [String] {
    var faults: [String] = []
    let operations = [
      ("Open", kinds.open, false), ("Acquire", kinds.acquire, true),
      ("Release", kinds.release, true), ("Close", kinds.close, false),
      ("Quiesce", kinds.quiesce, false),
    ]
    for (operation, kinds, isHot) in operations {
      faults += self.faults(of: [probe + operation], kinds, isHot: isHot, in: code)
    }
    for (name, kinds) in slowPaths {
      faults += self.faults(of: name, kinds, isHot: false, in: code)
    }
    return faults
  }

  private func faults(
    of name: [String], _ kinds: [String], isHot: Bool, in code: Disassembly
  ) -> [String] {
    let title = name.joined(separator: ".")
    let found = code.functions.first { function in name.allSatisfy { function.name.contains($0) } }
    guard let found else { return ["there is no code of \(title)"] }
    let slow = slowPaths.filter { $0.name != name }.compactMap(\.name.last)
    let reach = code.reach(of: found, without: slow)
    var faults: [String] = []
    // How often the compiler writes out what a close does is its own choice.
    let isClose = name == [probe + "Close"]
    let isRight =
      isClose ? Set(reach.atomicKinds) == Set(kinds) : reach.atomicKinds == kinds.sorted()
    if !isRight {
      faults.append("\(title) has \(reach.atomicKinds), not \(kinds.sorted())")
    }
    faults += reach.emptyAcquires.map { "\(title): '\($0)' throws its order away" }
    if isHot {
      // What a light fence comes to where the kernel has no heavy ones.
      let allowed = slow + ["full_fence"]
      faults += Disassembly.faults(of: reach, allowing: allowed).map { "\(title) \($0)" }
    }
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
