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
    let allowed = slowPaths + others
    return Set(function.callees)
      .filter { callee in !allowed.contains { callee.contains($0) } }
      .sorted()
      .map { "calls \($0)" }
  }

  /// What is wrong with its locked instructions.
  func lockFaults(of function: Disassembly.Function) -> [String] {
    let found = function.lockedInstructions.sorted()
    return found == locked.sorted() ? [] : ["locks \(found), not \(locked.sorted())"]
  }
}

/// A function that every message passes in the server, and what it may call besides the guard.
struct ServerPath: Sendable {
  let part: String
  let callees: [String]

  static let all = [
    // Frames in, handler, the owner's own sends: all of it inlined but for what is rare.
    ServerPath(
      part: ".parse(SessionGuards.SessionID",
      callees: ["memmove", ".sendElsewhere(", "Bench.BenchHandler."]),
    // A send from any other thread: queue, then write or leave it to the reactor.
    ServerPath(
      part: "RingSender< where A: ~Swift.Copyable>.send(",
      callees: [
        "LanServer.OutboundRing.append(", ".write(Swift.UInt32)", "LanServer.SessionSlab.schedule(",
        "LanServer.CloseReason) -> Swift.Bool", "Reactor.Wakeup.signal(",
      ]),
  ]
}
