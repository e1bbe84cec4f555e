import GuardbenchCommands
import ModelChecker
import Scenarios
import SessionGuards
import Verification

/// The whole of guardbench, with one strategy more.
@main
struct OwnGuard {
  static func main() {
    var contenders = Contenders.standard
    contenders.add(
      CASLoopGuard<HardwareWord>.self, model: CASLoopGuard<ModelWord>.self,
      delayed: CASLoopGuard<DelayedWord>.self)
    GuardbenchCommand.main(contenders)
  }
}
