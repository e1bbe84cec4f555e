public import Measurement
internal import Probe

/// Who runs the trials of which tier. **A new tier gets one line here.**
public struct TrialLaunchers: Sendable {
  private let launchers: [Tier: any TrialLauncher]

  public init(_ launchers: [Tier: any TrialLauncher]) { self.launchers = launchers }

  /// The launchers that start this very program again.
  public static func ofThisProgram() throws(TrialFailure) -> TrialLaunchers {
    do {
      let program = try ExecutablePath.current()
      let fresh = ProcessLauncher(program: program)
      return TrialLaunchers([
        .guard: fresh, .path: fresh, .server: ServerLauncher(program: program),
      ])
    } catch {
      throw TrialFailure(error)
    }
  }

  subscript(tier: Tier) -> (any TrialLauncher)? { launchers[tier] }
}
