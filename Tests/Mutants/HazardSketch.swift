public import ModelChecker
import SessionGuards

/// A sketch of a hazard guard: a reader announces what it is about to use and looks again; the
/// retirer takes the thing away and looks for announcements.
///
/// Each stores one word and loads another: without a fence on both sides, both may miss the other.
public enum HazardSketch {
  /// What stands between a store and the load after it.
  public enum Fence: Sendable {
    case none, sequential, light, heavy
  }

  private struct Floor<W: Word & ~Copyable>: ~Copyable {
    let live = W(1)
    let announced = W(0)

    /// Announces, and looks whether the thing is still there.
    func protect(_ fence: Fence) throws(W.Fault) -> Bool {
      // Relaxed: the fence orders it before the look.
      try announced.store(1, .relaxed, "announce")
      try pass(fence, "reader.fence")
      // Acquire: pairs with the store that made the thing live.
      return try live.load(.acquiring, "look again") == 1
    }

    func withdraw() throws(W.Fault) {
      // Release: pairs with the scan.
      try announced.store(0, .releasing, "withdraw")
    }

    /// Takes the thing away, and looks whether it is announced.
    func retire(_ fence: Fence) throws(W.Fault) -> Bool {
      // Relaxed: the fence orders it before the scan, and nothing is handed on by it.
      try live.store(0, .relaxed, "retire")
      try pass(fence, "retirer.fence")
      // Acquire: pairs with the withdrawal, so that the last use happens before the reclaim.
      return try announced.load(.acquiring, "scan") == 0
    }

    private func pass(_ fence: Fence, _ site: StaticString) throws(W.Fault) {
      switch fence {
      case .none: break
      case .sequential: try live.fence(.sequentiallyConsistent, site)
      case .light: try live.lightFence(site)
      case .heavy: try live.heavyFence(site)
      }
    }
  }

  private final class Shared: Sendable {
    let floor = Floor<ModelWord>()
    let thing = ModelCell(1)
  }

  public static func program(reader: Fence, retirer: Fence) -> Program {
    Program { program in
      let shared = Shared()
      program.thread("reader") { () throws(Stop) in
        if try shared.floor.protect(reader) {
          if try shared.thing.read("use") != 1 { try program.machine.fail("used after reclaim") }
        }
        try shared.floor.withdraw()
      }
      program.thread("retirer") { () throws(Stop) in
        if try shared.floor.retire(retirer) { try shared.thing.write(0, "reclaim") }
      }
    }
  }
}
