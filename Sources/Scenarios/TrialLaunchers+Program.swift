internal import Probe
internal import TrialRows
public import Trials

extension TrialLaunchers {
  /// The launchers that start this very program again.
  public static func ofThisProgram() throws(TrialFailure) -> TrialLaunchers {
    do {
      return of(try ExecutablePath.current())
    } catch {
      throw TrialFailure(error)
    }
  }

  /// The launchers that start a program; its server is loaded by the `load` of another, or its own.
  package static func of(_ program: String, load: String? = nil) -> TrialLaunchers {
    let fresh = ProcessLauncher(program: program)
    return TrialLaunchers([
      .guard: fresh, .path: fresh,
      .server: ServerLauncher(server: program, load: load ?? program),
    ])
  }
}
