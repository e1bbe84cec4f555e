public import ModelChecker
public import Probe
public import Verification

/// A mutant or a sketch as the rungs of the kill matrix see it: wrong in one way.
public protocol KillSubject: CustomStringConvertible, Sendable {
  var name: String { get }
  /// The guard's name, or what else makes the mistake.
  var strategy: String { get }
  var alterations: [Alteration] { get }
  /// Why it stays although nothing shows that it is wrong.
  var keptFor: String? { get }
  /// What the model goes through, with the scenario's name if it is one.
  var trials: [Trial] { get }

  /// The sentence that a violation breaks, or what else it says.
  func broken(_ reason: String) -> String
  /// Runs it on real threads; nil if only the model can run it.
  func stressed(_ plan: StressPlan) throws(SystemError) -> StressReport?
}

/// One program of a subject; made anew for every search.
public struct Trial: Sendable {
  public let scenario: String?
  public let program: @Sendable () -> Program
}

extension KillSubject {
  public var description: String { "\(strategy): \(name)" }

  public func setting(_ memory: MemoryModel, detectsRaces: Bool = true) -> Setting {
    var setting = Setting(memory, alterations: alterations)
    setting.detectsRaces = detectsRaces
    return setting
  }
}
