internal import Foundation
public import TrialRows

/// Checks of one kind on one machine, whose number is fixed before the first of them.
public struct Study: Hashable, Sendable {
  public let kind: LedgerRow.Kind
  public let strategy: String
  public let slowdownPercent: Double
  public let budgetSeconds: Double
  public let plannedCount: Int
  /// Its model and cores: how often a check errs hangs on them, so on another one it is another
  /// study. Nil where it is not known.
  public let processor: String?

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
    Study(
      kind: kind, strategy: strategy, slowdownPercent: slowdownPercent,
      budgetSeconds: budgetSeconds, plannedCount: plannedCount,
      processor: Self.processor(in: machine.nameInLedgers))
  }

  /// Of a machine as a ledger names it, what does not change with every update.
  package static func processor(in machine: String) -> String? {
    if machine.isEmpty { return nil }
    let parts = machine.components(separatedBy: ", ")
    let cores = parts.lastIndex(where: MachineRecord.isOfCores)
    return cores.map { parts[...$0].joined(separator: ", ") } ?? machine
  }

  /// Whether both ask the same, however many checks each of them has.
  func asksSame(as other: Study) -> Bool {
    kind == other.kind && strategy == other.strategy && slowdownPercent == other.slowdownPercent
      && budgetSeconds == other.budgetSeconds && processor == other.processor
  }
}

extension MachineRecord {
  /// Without anything that identifies it: model, cores, kernel, toolchain.
  var nameInLedgers: String {
    [cpuModel, cores, kernel, toolchain].compactMap { $0 }.joined(separator: ", ")
  }
}
