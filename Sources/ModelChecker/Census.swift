public import SessionGuards

/// The accesses that a program makes: every site, with what it does and its order.
public struct Census: Sendable {
  public struct Access: Hashable, Sendable {
    public let site: String
    public let kind: Operation.Kind
    public let order: MemoryOrder
  }

  public private(set) var accesses: Set<Access> = []

  public init() {}

  public mutating func join(_ other: Census) { accesses.formUnion(other.accesses) }

  public func leavingOut(_ sites: Set<String>) -> Census {
    var census = self
    census.accesses = accesses.filter { !sites.contains($0.site) }
    return census
  }

  mutating func note(_ operation: Operation) {
    switch operation.kind {
    // A weak compare-exchange that fails is noted where it does not, and a sleep where it begins.
    case .read, .write, .count, .choice, .weakFailure, .asleep, .end: break
    default:
      accesses.insert(
        Access(
          site: operation.site.description, kind: operation.kind, order: operation.order))
    }
  }
}
