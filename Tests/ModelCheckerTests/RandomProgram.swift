import ModelChecker
import SessionGuards
import Synchronization

/// A program drawn from a seed: threads of a few operations of every kind there is.
struct RandomProgram: CustomStringConvertible {
  enum Instruction {
    case load(Int, MemoryOrder)
    case store(Int, UInt64, MemoryOrder)
    case add(Int, UInt64, MemoryOrder)
    case exchange(Int, UInt64, MemoryOrder)
    case compareExchange(Int, UInt64, UInt64, MemoryOrder)
    case wait(Int, UInt64)
    case weakCompareExchange(Int, UInt64, UInt64, MemoryOrder)
    case fence(MemoryOrder)
    case lightFence, heavyFence
    case loadPair(MemoryOrder)
    case loadHalf(MemoryOrder)
    case addHalf(MemoryOrder)
    case exchangePair(UInt, UInt, MemoryOrder)
    case read(Int)
    case write(Int, UInt64)
    case lock(Int)
    case unlock(Int)
    case sleep(Int, UInt64)
    case wake(Int)
    case lockShared, unlockShared, lockAlone, unlockAlone
    /// Goes on only if the last answer was this.
    case only(UInt64)
  }

  final class World: Sendable {
    let words = Words()
    let pair = ModelDoubleWord(WordPair(first: 0, second: 0))
    let first = ModelCell(0)
    let second = ModelCell(0)
    let locks = Locks()
    let shared = ModelSharedLock()
  }
  final class Words: Sendable {
    let x = ModelWord(0)
    let y = ModelWord(0)
    func with<R>(_ index: Int, _ body: (borrowing ModelWord) throws(Stop) -> R) throws(Stop) -> R {
      if index == 0 { try body(x) } else { try body(y) }
    }
  }
  final class Locks: Sendable {
    let a = ModelLock()
    let b = ModelLock()
  }

  let threads: [[Instruction]]

  var description: String {
    threads.map { $0.map { "\($0)" }.joined(separator: "; ") }.joined(separator: "\n")
      .replacing("SessionGuards.MemoryOrder", with: "")
  }

  /// `kind` is one that is drawn for certain, be it one of those that are drawn in no other way.
  init(seed: UInt64, threadCount: Int, length: Int, kind: Int? = nil) {
    var random = Random(seed: seed)
    // Each program uses few kinds, so that its threads meet.
    var kinds = (0..<4).map { _ in random.below(14) }
    if let kind { kinds[0] = kind }
    threads = (0..<threadCount).map { _ in
      var instructions: [Instruction] = []
      var held: [Int] = []
      while instructions.count < length {
        instructions += RandomProgram.draw(kinds[random.below(4)], &held, &random)
      }
      return instructions + held.map { .unlock($0) }
    }
  }

  /// Kinds that a program has only if it is asked to.
  static let fenceKind = 14, weakKind = 15, sleepKind = 16, sharedKind = 17

  private static func draw(
    _ kind: Int, _ held: inout [Int], _ random: inout Random
  ) -> [Instruction] {
    let place = random.below(2), value = UInt64(1 + random.below(2)), order = random.order()
    switch kind {
    case 0, 1: return [.load(place, order)]
    case 2: return [.load(place, order), .only(value)]
    case 3, 4: return [.store(place, value, order)]
    case 5: return [.add(place, value, order)]
    case 6: return [.exchange(place, value, order)]
    case 7: return [.compareExchange(place, UInt64(random.below(2)), value + 1, order)]
    case 8: return [.wait(place, UInt64(random.below(2)))]
    case 9: return [.fence(.sequentiallyConsistent)]
    case 10: return [[.loadPair(order), .loadHalf(order), .addHalf(order)][random.below(3)]]
    case 11:
      return random.below(2) == 0
        ? [.addHalf(order)] : [.exchangePair(UInt(random.below(2)), UInt(value), order)]
    case 12: return random.below(2) == 0 ? [.read(place)] : [.write(place, value)]
    case fenceKind: return [[.fence(order), .lightFence, .heavyFence][random.below(3)]]
    case weakKind:
      return [.weakCompareExchange(place, UInt64(random.below(2)), value + 1, order)]
    case sleepKind:
      return random.below(3) < 2 ? [.sleep(place, UInt64(random.below(2)))] : [.wake(place)]
    case sharedKind:
      return random.below(2) == 0
        ? [.lockShared, .load(place, order), .unlockShared]
        : [.lockAlone, .store(place, value, order), .unlockAlone]
    default:
      if let lock = held.popLast() { return [.unlock(lock)] }
      held.append(place)
      return [.lock(place)]
    }
  }

  func program() -> Program {
    Program { program in
      let world = World()
      for (index, instructions) in threads.enumerated() {
        program.thread("\(index)") { () throws(Stop) in
          var last: UInt64 = 0
          for instruction in instructions {
            guard let answer = try RandomProgram.run(instruction, world, last) else { return }
            last = answer
          }
        }
      }
    }
  }

  /// Nil if the thread is to end here.
  private static func run(
    _ instruction: Instruction, _ world: World, _ last: UInt64
  ) throws(Stop) -> UInt64? {
    switch instruction {
    case .load(let index, let order):
      return try world.words.with(index) { (w) throws(Stop) in try w.load(order, "load") }
    case .store(let index, let value, let order):
      try world.words.with(index) { (w) throws(Stop) in try w.store(value, order, "store") }
    case .add(let index, let value, let order):
      return try world.words.with(index) { (w) throws(Stop) in try w.add(value, order, "add") }
    case .exchange(let index, let value, let order):
      return try world.words.with(index) { (w) throws(Stop) in
        try w.exchange(value, order, "exchange")
      }
    case .compareExchange(let index, let expected, let desired, let order):
      return try world.words.with(index) { (w) throws(Stop) in
        try w.compareExchange(expected, desired, order, "cas")
      }
    case .weakCompareExchange(let index, let expected, let desired, let order):
      return try world.words.with(index) { (w) throws(Stop) in
        let answer = try w.weakCompareExchange(expected, desired, order, "weak cas")
        return answer.exchanged ? desired : answer.original
      }
    case .wait(let index, let value):
      try world.words.with(index) { (w) throws(Stop) in try w.wait(while: value, "wait") }
    case .fence(let order): try world.words.x.fence(order, "fence")
    case .lightFence: try world.words.x.lightFence("light fence")
    case .heavyFence: try world.words.x.heavyFence("heavy fence")
    case .loadPair(let order): return UInt64(try world.pair.load(order, "pair").second)
    case .loadHalf(let order): return UInt64(try world.pair.loadSecond(order, "half"))
    case .addHalf(let order): return UInt64(try world.pair.addFirst(1, order, "add half"))
    case .exchangePair(let expected, let value, let order):
      let old = try world.pair.compareExchange(
        WordPair(first: expected, second: 0), WordPair(first: value, second: value), order, "dcas")
      return UInt64(old.first)
    case .read(let index):
      return try index == 0 ? world.first.read("read") : world.second.read("read")
    case .write(let index, let value):
      if index == 0 {
        try world.first.write(value, "write")
      } else {
        try world.second.write(value, "write")
      }
    case .lock(let index):
      if index == 0 { try world.locks.a.lock("lock") } else { try world.locks.b.lock("lock") }
    case .unlock(let index):
      if index == 0 {
        try world.locks.a.unlock("unlock")
      } else {
        try world.locks.b.unlock("unlock")
      }
    case .sleep(let index, let value):
      try world.words.with(index) { (w) throws(Stop) in try w.sleep(while: value, "sleep") }
    case .wake(let index):
      try world.words.with(index) { (w) throws(Stop) in try w.wakeOne("wake") }
    case .lockShared: try world.shared.lockShared("share")
    case .unlockShared: try world.shared.unlockShared("unshare")
    case .lockAlone: try world.shared.lock("lock alone")
    case .unlockAlone: try world.shared.unlock("unlock alone")
    case .only(let value): return last == value ? last : nil
    }
    return 0
  }
}

/// Knuth's 64-bit linear congruence: the same programs on every machine.
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 7919 &+ 13 }

  mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  mutating func order() -> MemoryOrder {
    let orders: [MemoryOrder] = [
      .relaxed, .relaxed, .acquiring, .releasing, .acquiringAndReleasing, .sequentiallyConsistent,
    ]
    return orders[below(orders.count)]
  }
}
