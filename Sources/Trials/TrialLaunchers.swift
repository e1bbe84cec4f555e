public import TrialRows

/// The launchers of each tier's trials.
public struct TrialLaunchers: Sendable {
  private let launchers: [Tier: any TrialLauncher]

  public init(_ launchers: [Tier: any TrialLauncher]) { self.launchers = launchers }

  /// The launcher of a tier; nil if there is none.
  package subscript(tier: Tier) -> (any TrialLauncher)? { launchers[tier] }
}
