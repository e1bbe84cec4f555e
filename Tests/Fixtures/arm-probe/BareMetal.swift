// What stands on bare metal in the place of the guards' files that call the system. None of it is
// looked at: it is there so that the others compile.

/// No mutex: there is no system. `Hardware` wants the name.
@frozen
public struct PthreadLock: Lock, ~Copyable {
  public typealias Fault = Never
  @inlinable public static var strategy: Strategy { .spinlock }
  @inlinable public init() {}
  @inlinable public func lock(_: StaticString) {}
  @inlinable public func unlock(_: StaticString) {}
}

/// No lock either.
@frozen
public struct PthreadRWLock: SharedLock, ~Copyable {
  public typealias Fault = Never
  @inlinable public init() {}
  @inlinable public func lockShared(_: StaticString) {}
  @inlinable public func unlockShared(_: StaticString) {}
  @inlinable public func lock(_: StaticString) {}
  @inlinable public func unlock(_: StaticString) {}
}

/// No kernel to sleep in.
extension HardwareWord {
  public func linger(while _: UInt64) {}
  @inline(never)
  public func sleep(while _: UInt64, _: StaticString) {}
  @inline(never)
  public func wakeOne(_: StaticString) {}
}

/// Only a hint to the core.
public func spinPause() {}

/// No other threads: there is no system.
public func processMemoryBarrier() {}
