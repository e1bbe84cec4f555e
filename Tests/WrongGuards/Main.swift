import Bench
import GuardbenchCommands

@main
struct Wrongbench {
  static func main() { GuardbenchCommand.main(.standard) }
}
