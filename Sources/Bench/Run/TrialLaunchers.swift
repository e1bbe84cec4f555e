public import Measurement
internal import Probe

/// Who runs the trials of which tier. **A new tier gets one line here.**
public struct TrialLaunchers: Sendable {
  private let launchers: [Tier: any TrialLauncher]

  public init(_ launchers: [Tier: any TrialLauncher]) { self.launchers = launchers }

  /// The launchers that start this very program again.
  public static func ofThisProgram() throws(TrialFailure) -> TrialLaunchers {
    do {
      return of(try ExecutablePath.current())
    } catch {
      throw TrialFailure(error)
    }
  }

  /// The launchers that start a program; its server is loaded by the `load` of another, or its own.
  static func of(_ program: String, load: String? = nil) -> TrialLaunchers {
    let fresh = ProcessLauncher(program: program)
    return TrialLaunchers([
      .guard: fresh, .path: fresh,
      .server: ServerLauncher(server: program, load: load ?? program),
    ])
  }

  subscript(tier: Tier) -> (any TrialLauncher)? { launchers[tier] }
}
