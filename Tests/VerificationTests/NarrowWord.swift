import ModelChecker
import SessionGuards

/// A word of `packed` whose count has two bits where the guard believes it has twenty-eight.
///
/// Stored with the count at the very top, as the guard has it, so that what overflows is lost in
/// the same way, after four additions and not after 2^28.
struct NarrowWord: Word, ~Copyable {
  typealias Fault = Stop
  private let word: ModelWord

  private static var low: UInt64 { 1 << 36 - 1 }
  private static func stored(_ value: UInt64) -> UInt64 { (value >> 36) << 62 | value & low }
  private static func shown(_ value: UInt64) -> UInt64 { (value >> 62) << 36 | value & low }

  init(_ value: UInt64) { word = ModelWord(NarrowWord.stored(value)) }

  func load(_ order: MemoryOrder, _ site: StaticString) throws(Stop) -> UInt64 {
    NarrowWord.shown(try word.load(order, site))
  }
  func store(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) throws(Stop) {
    try word.store(NarrowWord.stored(value), order, site)
  }
  func add(_ value: UInt64, _ order: MemoryOrder, _ site: StaticString) throws(Stop) -> UInt64 {
    NarrowWord.shown(try word.add(NarrowWord.stored(value), order, site))
  }
  func exchange(
    _ value: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> UInt64 {
    NarrowWord.shown(try word.exchange(NarrowWord.stored(value), order, site))
  }
  func compareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> UInt64 {
    NarrowWord.shown(
      try word.compareExchange(
        NarrowWord.stored(expected), NarrowWord.stored(desired), order, site))
  }
  func weakCompareExchange(
    _ expected: UInt64, _ desired: UInt64, _ order: MemoryOrder, _ site: StaticString
  ) throws(Stop) -> (exchanged: Bool, original: UInt64) {
    let answer = try word.weakCompareExchange(
      NarrowWord.stored(expected), NarrowWord.stored(desired), order, site)
    return (answer.exchanged, NarrowWord.shown(answer.original))
  }
  func fence(_ order: MemoryOrder, _ site: StaticString) throws(Stop) {
    try word.fence(order, site)
  }
  func lightFence(_ site: StaticString) throws(Stop) { try word.lightFence(site) }
  func heavyFence(_ site: StaticString) throws(Stop) { try word.heavyFence(site) }
  func wait(while value: UInt64, _ site: StaticString) throws(Stop) {
    try word.wait(while: NarrowWord.stored(value), site)
  }
}
