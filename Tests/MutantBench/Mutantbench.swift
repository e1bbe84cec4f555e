import Foundation
import GuardbenchCommands
import ModelChecker
import Mutants
import Scenarios
import SessionGuards

/// The bench, whole, with mutants for guards: what its oracles must catch. Built for tests only.
///
/// With the name of a mutant in `GUARDBENCH_MUTANT`, as `packed: release forgotten`, it has a
/// strategy `mutant`, which is that one.
@main
struct Mutantbench {
  static func main() {
    var contenders = Contenders.standard
    contenders.add(BlindGuard<HardwareWord>.self, model: BlindGuard<ModelWord>.self)
    contenders.add(MeetingGuard<CountOnly>.self)
    contenders.add(MeetingGuard<FlagNeverChecked>.self)
    contenders.add(MeetingGuard<MetAtRundown>.self)
    contenders.add(MeetingGuard<MetAtRelease>.self)
    contenders.add(
      CrashingGuard<TrapsLater, HardwareWord>.self,
      model: CrashingGuard<TrapsLater, ModelWord>.self)
    contenders.add(
      CrashingGuard<ExitsLater, HardwareWord>.self,
      model: CrashingGuard<ExitsLater, ModelWord>.self)
    contenders.add(
      CrashingGuard<ManyWords, HardwareWord>.self, model: CrashingGuard<ManyWords, ModelWord>.self)
    contenders.add(
      CrashingGuard<SpinsOnPlainMemory, HardwareWord>.self,
      model: CrashingGuard<SpinsOnPlainMemory, ModelWord>.self)
    if let name = ProcessInfo.processInfo.environment["GUARDBENCH_MUTANT"] {
      var registrar = Registrar(contenders: contenders)
      precondition(visitServedMutant(name, &registrar), "there is no mutant '\(name)'")
      contenders = registrar.contenders
    }
    GuardbenchCommand.main(contenders)
  }

  private struct Registrar: GuardVisitor {
    var contenders: Contenders

    mutating func visit<Guard: SessionGuard & ~Copyable>(_ type: Guard.Type)
    where Guard.Fault == Never {
      contenders.add(type)
    }
  }
}
