public import SessionGuards

/// The accesses that a program makes: every site, with what it does and its order.
public struct Census: Sendable {
  public struct Access: Hashable, Sendable {
    public let site: String
    public let kind: Operation.Kind
    public let order: MemoryOrder
  }

  public private(set) var accesses: Set<Access> = []

  mutating func note(_ operation: Operation) {
    switch operation.kind {
    case .read, .write, .count, .end: break
    default:
      accesses.insert(
        Access(
          site: operation.site.description, kind: operation.kind, order: operation.order))
    }
  }
}
