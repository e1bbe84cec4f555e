import SessionGuards
import WordSeam

/// Collects one result per strategy but the floor, by name, on words with a seam.
struct EveryGuard<Result>: GuardVisitor {
  typealias Fault = Never
  var results: [String: Result] = [:]
  let judge: any Judge<Result>

  mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type) where Guard.Fault == Never {
    guard !Guard.strategy.isFloor else { return }
    results[Guard.strategy.name] = judge.judge(Guard.self)
  }
}

/// One test, for any guard.
protocol Judge<Result>: Sendable {
  associatedtype Result
  func judge<Guard: SessionGuard & ~Copyable>(_: Guard.Type) -> Result where Guard.Fault == Never
}

typealias Scripted = Platform<SeamWord<Correct>, SeamDoubleWord<Correct>, SeamLock<Correct>>

/// Every strategy but the floor that runs over words with a seam.
func onScriptedWords<Result>(_ judge: any Judge<Result>) -> [String: Result] {
  var every = EveryGuard(judge: judge)
  visitGuards(&every, on: Scripted.self)
  return every.results
}

/// Every strategy but the floor, on hardware.
func onHardware<Result>(_ judge: any Judge<Result>) -> [String: Result] {
  var every = EveryGuard(judge: judge)
  visitGuards(&every)
  return every.results
}
