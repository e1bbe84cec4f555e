public import ModelChecker
public import SessionGuards

/// One order of a guard's source, one step weaker.
public struct Weakening: Hashable, Sendable, Codable {
  public let site: String
  public let kind: Operation.Kind
  public let order: MemoryOrder
  public let weaker: MemoryOrder

  public var alteration: Alteration { Alteration(site, .weaken(weaker)) }

  /// Every order that an access could have and be a step weaker than the census saw it.
  ///
  /// A lock's orders are its specification, not the guard's choice, and stay.
  public static func all(_ census: Census) -> [Weakening] {
    census.accesses.flatMap { access in
      weaker(access).map {
        Weakening(site: access.site, kind: access.kind, order: access.order, weaker: $0)
      }
    }.sorted { ($0.site, $0.weaker.rawValue) < ($1.site, $1.weaker.rawValue) }
  }

  private static func weaker(_ access: Census.Access) -> [MemoryOrder] {
    switch (access.kind, access.order) {
    case (.lock, _), (.unlock, _), (.lockShared, _), (.unlockShared, _), (_, .relaxed): []
    // Half of an asymmetric pair has no order but its own: it is there or it is not.
    case (.lightFence, _), (.heavyFence, _): [.relaxed]
    case (_, .acquiring), (_, .releasing): [.relaxed]
    case (_, .acquiringAndReleasing): [.acquiring, .releasing]
    case (.load, .sequentiallyConsistent), (.pairLoad, .sequentiallyConsistent): [.acquiring]
    case (.store, .sequentiallyConsistent): [.releasing]
    case (_, .sequentiallyConsistent): [.acquiringAndReleasing]
    }
  }
}

extension Weakening: CustomStringConvertible {
  public var description: String { "\(site): \(kind) \(order) → \(weaker)" }
}

// Here and not with the type, which is compiled as Embedded Swift too.
extension MemoryOrder: Codable {}
