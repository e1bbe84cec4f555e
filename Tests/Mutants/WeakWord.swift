import SessionGuards

/// How often a `WeakWord` tries before it takes a failure for no reason for a real one.
protocol Tries { static var tries: Int { get } }

/// The mistake.
enum Once: Tries { static var tries: Int { 1 } }

enum UntilDecided: Tries { static var tries: Int { .max } }

/// A word whose strong compare-exchange is made of weak ones: a guard over it is the same text with
/// a loop at each.
struct WeakWord<W: Word & ~Copyable, T: Tries>: Word, ~Copyable {
  typealias Fault = W.Fault
  private let word: W

  init(_ value: UInt64) { word = W(value) }

  func compareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Fault) -> UInt64 {
    for _ in 0..<T.tries {
      let answer = try word.weakCompareExchange(expected, desired, order, site)
      if answer.exchanged || answer.original != expected { return answer.original }
    }
    return ~expected
  }

  func load(_ order: MemoryOrder, _ site: StaticString) throws(Fault) -> UInt64 {
    try word.load(order, site)
  }
  func store(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) throws(Fault) {
    try word.store(value, order, site)
  }
  func add(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) throws(Fault) -> UInt64 {
    try word.add(value, order, site)
  }
  func exchange(
    _ value: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Fault) -> UInt64 { try word.exchange(value, order, site) }
  func weakCompareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Fault) -> (exchanged: Bool, original: UInt64) {
    try word.weakCompareExchange(expected, desired, order, site)
  }
  func fence(_ order: MemoryOrder, _ site: StaticString) throws(Fault) {
    try word.fence(order, site)
  }
  func lightFence(_ site: StaticString) throws(Fault) { try word.lightFence(site) }
  func heavyFence(_ site: StaticString) throws(Fault) { try word.heavyFence(site) }
  func wait(while value: UInt64, _ site: StaticString) throws(Fault) {
    try word.wait(while: value, site)
  }
}
