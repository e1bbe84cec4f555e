public import SessionGuards

/// A hardware word whose every access passes a seam first.
public struct SeamWord<S: Seam>: Word, ~Copyable {
  public typealias Fault = Never
  private let word: HardwareWord

  public init(_ value: UInt64) { word = HardwareWord(value) }

  public func load(_ order: MemoryOrder, _ site: StaticString) -> UInt64 {
    hidden(site) { word.load(order, site) }
  }

  public func store(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) {
    S.reach(site.description)
    word.store(value, order, site)
  }

  public func add(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) -> UInt64 {
    hidden(site) {
      if case .overwrite(let stored) = S.tampers[site.description] {
        return word.exchange(stored, order, site)
      }
      return word.add(value, order, site)
    }
  }

  public func exchange(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) -> UInt64 {
    hidden(site) { word.exchange(value, order, site) }
  }

  public func compareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) -> UInt64 {
    hidden(site) {
      switch S.tampers[site.description] {
      case .exchange:
        word.store(desired, .sequentiallyConsistent, site)
        return expected
      case .split:
        let old = word.load(order, site)
        guard old == expected else { return old }
        S.reach(site.description)
        word.store(desired, .sequentiallyConsistent, site)
        return expected
      default: return word.compareExchange(expected, desired, order, site)
      }
    }
  }

  public func weakCompareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) -> (exchanged: Bool, original: UInt64) {
    // A strong one may stand for it, and can be tampered with as others are.
    let old = compareExchange(expected, desired, order, site)
    return (old == expected, old)
  }

  public func fence(_ order: MemoryOrder, _ site: StaticString) {
    S.reach(site.description)
    word.fence(order, site)
  }

  public func lightFence(_ site: StaticString) {
    S.reach(site.description)
    word.lightFence(site)
  }

  public func heavyFence(_ site: StaticString) {
    S.reach(site.description)
    word.heavyFence(site)
  }

  public func wait(while value: UInt64, _ site: StaticString) {
    S.wait(site.description) { word.load(.relaxed, site) != value }
  }

  private func hidden(_ site: StaticString, _ access: () -> UInt64) -> UInt64 {
    S.reach(site.description)
    let old = access()
    if case .hide(let mask) = S.tampers[site.description] { return old & ~mask }
    return old
  }
}
