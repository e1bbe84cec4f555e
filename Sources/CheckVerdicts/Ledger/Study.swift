internal import Foundation
public import TrialRows

/// A number of checks of one kind on one machine, fixed before the first of them.
public struct Study: Hashable, Sendable {
  public internal(set) var kind: LedgerRow.Kind
  /// The strategy that is checked, in `sessions`.
  public internal(set) var strategy: String
  /// The injected slowdown, in percent; 0 for identical arms.
  public internal(set) var slowdownPercent: Double
  /// The time of each check.
  public internal(set) var budgetSeconds: Double
  /// The number of planned checks. Checks that do not count are run beside them.
  public internal(set) var plannedCount: Int
  /// The model and the cores of the processor, on which error rates depend: with another processor
  /// it is another study. Nil if it is not known.
  public internal(set) var processor: String?

  public init(
    kind: LedgerRow.Kind, strategy: String, slowdownPercent: Double, budgetSeconds: Double,
    plannedCount: Int, processor: String? = nil
  ) {
    precondition(plannedCount > 0, "a study has at least one check")
    precondition(kind == .power || slowdownPercent == 0, "identical arms are not slowed down")
    self.kind = kind
    self.strategy = strategy
    self.slowdownPercent = slowdownPercent
    self.budgetSeconds = budgetSeconds
    self.plannedCount = plannedCount
    self.processor = processor
  }

  /// The same study on that machine.
  public func on(_ machine: MachineRecord) -> Study {
    var study = self
    study.processor = Self.processor(in: machine.nameInLedgers)
    return study
  }

  /// The part of a machine's name in ledgers that does not change with every update.
  package static func processor(in machine: String) -> String? {
    if machine.isEmpty { return nil }
    let parts = machine.components(separatedBy: ", ")
    let cores = parts.lastIndex(where: MachineRecord.isOfCores)
    return cores.map { parts[...$0].joined(separator: ", ") } ?? machine
  }

  /// Whether both studies ask the same, whatever their numbers of checks.
  func asksSame(as other: Study) -> Bool {
    var other = other
    other.plannedCount = plannedCount
    return self == other
  }
}

extension MachineRecord {
  /// The model, cores, kernel and toolchain, which do not identify the machine.
  var nameInLedgers: String {
    [cpuModel, cores, kernel, toolchain].compactMap { $0 }.joined(separator: ", ")
  }
}
