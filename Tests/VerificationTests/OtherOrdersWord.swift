import ModelChecker
import SessionGuards

/// A word whose releasing additions are relaxed, and whose relaxed loads acquire: a guard over it
/// is the same text with some orders changed.
struct OtherOrdersWord: Word, ~Copyable {
  typealias Fault = Stop
  private let word: ModelWord

  init(_ value: UInt64) { word = ModelWord(value) }

  func load(_ order: MemoryOrder, _ site: StaticString) throws(Stop) -> UInt64 {
    try word.load(order == .relaxed ? .acquiring : order, site)
  }
  func store(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) throws(Stop) {
    try word.store(value, order, site)
  }
  func add(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) throws(Stop) -> UInt64 {
    try word.add(value, order == .releasing ? .relaxed : order, site)
  }
  func exchange(
    _ value: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> UInt64 { try word.exchange(value, order, site) }
  func compareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> UInt64 { try word.compareExchange(expected, desired, order, site) }
  func weakCompareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> (exchanged: Bool, original: UInt64) {
    try word.weakCompareExchange(expected, desired, order, site)
  }
  func fence(_ order: MemoryOrder, _ site: StaticString) throws(Stop) {
    try word.fence(order, site)
  }
  func lightFence(_ site: StaticString) throws(Stop) { try word.lightFence(site) }
  func heavyFence(_ site: StaticString) throws(Stop) { try word.heavyFence(site) }
  func wait(while value: UInt64, _ site: StaticString) throws(Stop) {
    try word.wait(while: value, site)
  }
}
