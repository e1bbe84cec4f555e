// The operations of each guard as functions of their own, so that each can be found in the assembly
// and read apart. Compiled together with the guards' own files; see `ArmBuild`.

// MARK: - unguarded

public typealias Unguarded = UnguardedGuard<HardwareWord>

@inline(never)
public func unguardedOpen(_ sessions: borrowing Unguarded, _ slot: Slot) -> SessionID? {
  sessions.open(slot)
}

@inline(never)
public func unguardedAcquire(
  _ sessions: borrowing Unguarded, _ id: SessionID, _ me: borrowing Participant
) -> Lease<Never>? { sessions.acquire(id, as: me) }

@inline(never)
public func unguardedRelease(
  _ sessions: borrowing Unguarded, _ lease: consuming Lease<Never>, _ me: borrowing Participant
) { sessions.release(lease, as: me) }

@inline(never)
public func unguardedClose(
  _ sessions: borrowing Unguarded, _ id: SessionID, _ me: borrowing Participant
) -> Bool { sessions.close(id, as: me) }

// MARK: - spinlock

public typealias Spinlock = LockGuard<SpinLock<HardwareWord>, HardwareWord>

@inline(never)
public func spinlockOpen(_ sessions: borrowing Spinlock, _ slot: Slot) -> SessionID? {
  sessions.open(slot)
}

@inline(never)
public func spinlockAcquire(
  _ sessions: borrowing Spinlock, _ id: SessionID, _ me: borrowing Participant
) -> Lease<Never>? { sessions.acquire(id, as: me) }

@inline(never)
public func spinlockRelease(
  _ sessions: borrowing Spinlock, _ lease: consuming Lease<Never>, _ me: borrowing Participant
) { sessions.release(lease, as: me) }

@inline(never)
public func spinlockClose(
  _ sessions: borrowing Spinlock, _ id: SessionID, _ me: borrowing Participant
) -> Bool { sessions.close(id, as: me) }

// MARK: - flagCount

public typealias FlagCount = FlagCountGuard<HardwareWord>

@inline(never)
public func flagCountOpen(_ sessions: borrowing FlagCount, _ slot: Slot) -> SessionID? {
  sessions.open(slot)
}

@inline(never)
public func flagCountAcquire(
  _ sessions: borrowing FlagCount, _ id: SessionID, _ me: borrowing Participant
) -> Lease<Never>? { sessions.acquire(id, as: me) }

@inline(never)
public func flagCountRelease(
  _ sessions: borrowing FlagCount, _ lease: consuming Lease<Never>, _ me: borrowing Participant
) { sessions.release(lease, as: me) }

@inline(never)
public func flagCountClose(
  _ sessions: borrowing FlagCount, _ id: SessionID, _ me: borrowing Participant
) -> Bool { sessions.close(id, as: me) }

// MARK: - doubleCAS

public typealias DoubleCAS = DoubleCASGuard<HardwareDoubleWord>

@inline(never)
public func doubleCASOpen(_ sessions: borrowing DoubleCAS, _ slot: Slot) -> SessionID? {
  sessions.open(slot)
}

@inline(never)
public func doubleCASAcquire(
  _ sessions: borrowing DoubleCAS, _ id: SessionID, _ me: borrowing Participant
) -> Lease<Never>? { sessions.acquire(id, as: me) }

@inline(never)
public func doubleCASRelease(
  _ sessions: borrowing DoubleCAS, _ lease: consuming Lease<Never>, _ me: borrowing Participant
) { sessions.release(lease, as: me) }

@inline(never)
public func doubleCASClose(
  _ sessions: borrowing DoubleCAS, _ id: SessionID, _ me: borrowing Participant
) -> Bool { sessions.close(id, as: me) }

// MARK: - packed

public typealias Packed = PackedGuard<HardwareWord>

@inline(never)
public func packedOpen(_ sessions: borrowing Packed, _ slot: Slot) -> SessionID? {
  sessions.open(slot)
}

@inline(never)
public func packedAcquire(
  _ sessions: borrowing Packed, _ id: SessionID, _ me: borrowing Participant
) -> Lease<Never>? { sessions.acquire(id, as: me) }

@inline(never)
public func packedRelease(
  _ sessions: borrowing Packed, _ lease: consuming Lease<Never>, _ me: borrowing Participant
) { sessions.release(lease, as: me) }

@inline(never)
public func packedClose(
  _ sessions: borrowing Packed, _ id: SessionID, _ me: borrowing Participant
) -> Bool { sessions.close(id, as: me) }
