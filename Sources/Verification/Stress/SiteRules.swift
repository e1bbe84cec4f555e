import ModelChecker
import SessionGuards

/// What a disturbance does to the accesses of one part, by site.
struct SiteRules {
  /// What is done at one site.
  struct Rule {
    var change: Alteration.Change?
    /// The holds of this part that begin here.
    var holds: [Int]
    /// Those, of any part, that end with this access.
    var ends: [Int]
  }

  let part: String
  private let disturbance: Disturbance
  /// Of the sites met so far, by the address of the site's name.
  private var known: [UInt: Rule] = [:]

  init(_ disturbance: Disturbance, of part: String) {
    self.disturbance = disturbance
    self.part = part
  }

  mutating func rule(at site: StaticString) -> Rule? {
    if disturbance.alterations.isEmpty, disturbance.holds.isEmpty { return nil }
    let address = UInt(site.address)
    if let rule = known[address] { return rule }
    let rule = rule(named: site.description)
    known[address] = rule
    return rule
  }

  private func rule(named site: String) -> Rule {
    let holds = disturbance.holds
    return Rule(
      change: disturbance.alterations.first { $0.site == site }?.change,
      holds: holds.indices.filter { holds[$0].site == site && holds[$0].part == part },
      ends: holds.indices.filter { holds[$0].until == site })
  }
}
