import CodeShape

/// What a guard's hot path must look like on x86-64.
///
/// Each call is a named slow path of the guard; each locked instruction is one of those that the
/// guard's file promises, the undo of a refused acquire included.
struct Shape {
  /// How the guard's type reads in a demangled name.
  let type: String
  /// Part of the name of each function that may be called.
  let slowPaths: [String]
  /// Locked instructions of acquire and release, in any order.
  let locked: [String]

  static let all: [Shape] = [
    Shape(type: "SessionGuards.UnguardedGuard<", slowPaths: [], locked: []),
    Shape(
      type: "SessionGuards.LockGuard<SessionGuards.PthreadLock,",
      slowPaths: ["pthread_mutex_lock", "pthread_mutex_unlock"], locked: []),
    Shape(
      type: "SessionGuards.LockGuard<SessionGuards.SpinLock<",
      slowPaths: ["SpinLock< where A: ~Swift.Copyable>.lockContended"], locked: ["xchg"]),
    Shape(
      type: "SessionGuards.LockGuard<SessionGuards.StdlibLock,",
      slowPaths: ["_MutexHandle._lockSlow", "_MutexHandle._unlockSlow", "syscall"],
      locked: ["lock cmpxchg", "lock cmpxchg", "lock cmpxchg"]),
    Shape(
      type: "SessionGuards.FlagCountGuard<",
      slowPaths: ["FlagCountGuard< where A: ~Swift.Copyable>.rundown"],
      locked: ["lock incq", "lock xadd", "lock xadd"]),
    Shape(
      type: "SessionGuards.DoubleCASGuard<",
      slowPaths: ["DoubleCASGuard< where A: ~Swift.Copyable>.rundown"],
      locked: ["lock incq", "lock xadd", "lock xadd"]),
    Shape(
      type: "SessionGuards.PackedGuard<",
      slowPaths: ["PackedGuard< where A: ~Swift.Copyable>.rundown"],
      locked: ["lock xadd", "lock xadd", "lock xadd"]),
  ]

  /// What the harness's own loop may call: the work under and between leases.
  static let harness = ["Bench.burn("]

  /// What is wrong with a function, one line each.
  func faults(of function: Disassembly.Function, allowing others: [String]) -> [String] {
    Disassembly.faults(of: function, allowing: slowPaths + others)
  }

  /// What is wrong with its locked instructions.
  func lockFaults(of function: Disassembly.Function) -> [String] {
    let found = function.lockedInstructions.sorted()
    return found == locked.sorted() ? [] : ["locks \(found), not \(locked.sorted())"]
  }
}
