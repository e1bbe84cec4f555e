public import ModelChecker
public import Verification

/// A small program with one mistake, in place of a guard: what a server may do around one, and what
/// a guard to come must not forget. Made of the model's words, so that only the model runs it.
public struct Sketch: KillSubject {
  public let name: String
  public let strategy: String
  private let wrong: @Sendable () -> Program

  init(_ name: String, _ strategy: String, _ wrong: @escaping @Sendable () -> Program) {
    self.name = name
    self.strategy = strategy
    self.wrong = wrong
  }

  /// **A new sketch gets one entry here.**
  public static let all: [Sketch] = [
    Sketch("slot pushed before its id was read", "server") {
      SlotPushedFirst.program(pushesFirst: true)
    },
    Sketch("hazard published without a fence", "hazard") {
      HazardSketch.program(reader: .none, retirer: .sequential)
    },
    Sketch("hazards scanned without a fence", "hazard") {
      HazardSketch.program(reader: .sequential, retirer: .none)
    },
    Sketch("hazard published without a light fence", "hazard") {
      HazardSketch.program(reader: .none, retirer: .heavy)
    },
    Sketch("hazards scanned without a heavy fence", "hazard") {
      HazardSketch.program(reader: .light, retirer: .none)
    },
    Sketch("light fences on both sides of a hazard", "hazard") {
      HazardSketch.program(reader: .light, retirer: .light)
    },
  ]

  public var alterations: [Alteration] { [] }
  public var keptFor: String? { nil }
  public var trials: [Trial] { [Trial(scenario: nil, program: wrong)] }

  /// It breaks no sentence of a contract, since it is of no guard.
  public func broken(_ reason: String) -> String { reason }
  public func stressed(_: StressPlan) -> StressReport? { nil }
}
