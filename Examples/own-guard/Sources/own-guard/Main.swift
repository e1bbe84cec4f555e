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
      BitLockGuard<HardwareWord>.self, model: BitLockGuard<ModelWord>.self,
      delayed: BitLockGuard<DelayedWord>.self)
    GuardbenchCommand.main(contenders)
  }
}
