import CodeShape
import Foundation
import SessionGuards

@testable import GuardbenchCommands
@testable import Scenarios

/// What a guard's hot path must look like on x86-64, as the record of its strategy says.
///
/// Each call is a named slow path of the guard; each locked instruction is one of those that the
/// record names, the undo of a refused acquire included.
struct Shape {
  /// The guard's type as it reads in a demangled name.
  let type: String
  /// Part of the name of each function that may be called.
  let slowPaths: [String]
  /// Locked instructions of acquire and release, in any order.
  let locked: [String]

  /// Whether it lends sessions; what is built on leases is compiled for no other.
  let lends: Bool

  static let all = Contenders.standard.all.compactMap(Shape.init)

  /// Nil if the record has no shape for this processor.
  init?(_ contender: Contender) {
    guard let locked = contender.strategy.x86Shape, let type = contender.guardType else {
      return nil
    }
    self.type = type
    slowPaths = contender.strategy.slowPaths
    lends = !contender.strategy.isDelegation
    self.locked = locked
  }

  /// Whether the function was made for this guard, and not for one that has it inside.
  func isMade(_ function: Disassembly.Function) -> Bool {
    let outer = Shape.all.map(\.type).filter { $0 != type && $0.contains(type) }
    return function.name.contains(type) && !outer.contains { function.name.contains($0) }
  }

  /// What the harness's own loop may call: the work under and between leases.
  static let harness = ["Scenarios.burn(", "Scenarios.passTime("]

  /// What is wrong with a function, one line each.
  func faults(of function: Disassembly.Function, allowing others: [String]) -> [String] {
    // Records name `PackedGuard.rundown`; a demangled name says for which types it is generic.
    let plain = Disassembly.Function(
      name: function.name, instructions: function.instructions,
      callees: function.callees.map { $0.replacing(/< where [^>]*>/, with: "") })
    return Disassembly.faults(of: plain, allowing: slowPaths + others)
  }

  /// What is wrong with its locked instructions.
  func lockFaults(of function: Disassembly.Function) -> [String] {
    let found = function.lockedInstructions.sorted()
    return found == locked.sorted() ? [] : ["locks \(found), not \(locked.sorted())"]
  }
}
