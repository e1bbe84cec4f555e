/// What a call means for a hot path.
enum Call: Equatable {
  /// A function that is named, and runs only now and then.
  case slowPath(String)
  case fault(String)

  /// Waiting that a guard leaves to the system, which is a slow path wherever it stands, and what a
  /// light fence comes to where the kernel has no heavy ones.
  private static let waits = [
    "pthread_", "syscall", "sched_yield", "Synchronization._MutexHandle._lockSlow",
    "Synchronization._MutexHandle._unlockSlow", "full_fence",
  ]

  /// What every guard must have inlined into the loop.
  private static let requirements: Set<Substring> = ["acquire", "release", "quiesce"]

  init(_ callee: String, guardType: String) {
    let name = FunctionName(callee)
    if Self.waits.contains(where: { callee.hasPrefix($0) }) {
      self = .slowPath(name.path)
    } else if let computed = callee.pointer {
      self = .fault("calls through a pointer: \(computed)")
    } else if let fault = Self.fault(of: callee) {
      self = .fault("\(fault): \(name.shown)")
    } else if name.isGeneric, !name.isSpecialized {
      self = .fault("calls code that is not specialised (is it @inlinable?): \(name.shown)")
    } else if !name.belongs(to: guardType) {
      self = .fault("calls what is no slow path of the guard: \(name.shown)")
    } else if Self.requirements.contains(name.base) {
      self = .fault("calls what should be inlined (@inline(__always)): \(name.shown)")
    } else {
      self = .slowPath(name.path)
    }
  }

  /// What a call of Swift's runtime, of the C library or of code by the compiler does that no hot
  /// path should; nil if it is none of these.
  private static func fault(of callee: String) -> String? {
    if ["protocol witness", "witness table", "dispatch thunk"].contains(where: callee.contains) {
      return "calls through a witness table"
    }
    if callee.hasPrefix("merged ") {
      return "calls code that the compiler merged with other types', and hands it what to call"
    }
    if allocators.contains(callee) { return "allocates memory" }
    if callee == "free" { return "frees memory" }
    if callee.hasPrefix("outlined ") { return "copies or destroys what is counted" }
    if callee.contains("type metadata") || callee.hasPrefix("__swift_") {
      return "asks for a type while it runs"
    }
    guard callee.hasPrefix("swift_") else { return nil }
    return runtime.first { callee.lowercased().contains($0.part) }?.fault ?? "calls Swift's runtime"
  }

  private static let allocators: Set = [
    "malloc", "calloc", "realloc", "posix_memalign", "aligned_alloc",
  ]

  /// By a part of a runtime function's name, in small letters; the first that fits counts.
  private static let runtime: [(part: String, fault: String)] = [
    ("retain", "counts references"), ("release", "counts references"),
    ("dealloc", "frees memory"), ("alloc", "allocates memory"),
    ("access", "checks exclusive access, as to a field of a class"),
    ("metadata", "asks for a type while it runs"),
  ]
}

extension String {
  /// The instruction, if it calls what a register or memory holds.
  fileprivate var pointer: String? {
    guard hasPrefix("indirect ") else { return nil }
    return split(separator: " ").dropFirst().joined(separator: " ")
  }
}
