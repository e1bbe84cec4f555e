import Synchronization
import Testing

@testable import SessionGuards

/// What a hardware word offers beyond what the guards of this package use.
@Suite struct HardwareWordTests {
  static let orders: [MemoryOrder] = [
    .relaxed, .acquiring, .releasing, .acquiringAndReleasing, .sequentiallyConsistent,
  ]

  @Test(arguments: orders)
  func `a weak compare-exchange says whether it exchanged, and what it found`(
    _ order: MemoryOrder
  ) {
    let word = HardwareWord(1)
    let missed = word.weakCompareExchange(2, 3, order, "missed")
    #expect(missed == (false, 1))
    // A processor may fail for no reason, but finds what is there.
    var answer = word.weakCompareExchange(1, 3, order, "taken")
    while !answer.exchanged {
      #expect(answer.original == 1)
      answer = word.weakCompareExchange(1, 3, order, "taken")
    }
    #expect(answer.original == 1)
    // Relaxed: this thread alone has the word.
    #expect(word.load(.relaxed, "look") == 3)
  }

  @Test func `fences of every kind return, a heavy one again and again`() {
    let word = HardwareWord(7)
    for order in Self.orders { word.fence(order, "fence") }
    word.lightFence("light fence")
    for _ in 0..<3 { word.heavyFence("heavy fence") }
    // Relaxed: this thread alone has the word.
    #expect(word.load(.relaxed, "look") == 7)
  }
}
