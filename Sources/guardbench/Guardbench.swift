import GuardbenchCommands

/// The bench with the strategies of `SessionGuards`; a program with guards of its own adds them
/// here.
@main
struct Guardbench {
  static func main() { GuardbenchCommand.main(.standard) }
}
