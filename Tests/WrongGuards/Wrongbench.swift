import Bench
import GuardbenchCommands
import ModelChecker
import SessionGuards

/// The bench, whole, with guards that are wrong: what its oracles must catch. Built for tests only.
@main
struct Wrongbench {
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
    GuardbenchCommand.main(contenders)
  }
}
