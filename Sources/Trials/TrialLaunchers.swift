public import TrialRows

/// Who runs the trials of which tier. **A new tier gets one line here.**
public struct TrialLaunchers: Sendable {
  private let launchers: [Tier: any TrialLauncher]

  public init(_ launchers: [Tier: any TrialLauncher]) { self.launchers = launchers }

  /// The launcher of a tier; nil if there is none.
  package subscript(tier: Tier) -> (any TrialLauncher)? { launchers[tier] }
}
