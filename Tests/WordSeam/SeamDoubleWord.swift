public import SessionGuards
public import Synchronization

/// A hardware double word whose every access passes a seam first. No tampers: they go into
/// `SeamWord`.
public struct SeamDoubleWord<S: Seam>: DoubleWord, ~Copyable {
  public typealias Fault = Never
  private let pair: HardwareDoubleWord

  public init(_ value: WordPair) { pair = HardwareDoubleWord(value) }

  public func load(_ order: MemoryOrder, _ site: StaticString) -> WordPair {
    S.reach(site.description)
    return pair.load(order, site)
  }

  public func loadSecond(_ order: MemoryOrder, _ site: StaticString) -> UInt {
    S.reach(site.description)
    return pair.loadSecond(order, site)
  }

  public func addFirst(_ value: UInt, _ order: MemoryOrder, _ site: StaticString) -> UInt {
    S.reach(site.description)
    return pair.addFirst(value, order, site)
  }

  public func compareExchange(
    _ expected: WordPair, _ desired: WordPair, _ order: MemoryOrder, _ site: StaticString
  ) -> WordPair {
    S.reach(site.description)
    return pair.compareExchange(expected, desired, order, site)
  }
}
