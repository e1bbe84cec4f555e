/// Work that is done with each guard in turn, with the guard's own type.
///
/// The registry is open: it is whatever a visitor visits. A program that has a guard of its own
/// calls `visit` with it beside `visitGuards`, and all that this visitor does is done for it too,
/// as fast: no existential stands between, so the compiler specialises `visit` for each guard.
public protocol GuardVisitor<Fault> {
  associatedtype Fault: GuardFault = Never
  mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type) where Guard.Fault == Fault
}

/// Visits every guard whose source runs on any platform. **A new guard gets one line here.**
@inlinable
public func visitGuards<
  Visitor: GuardVisitor, W: ~Copyable, D: ~Copyable, L: ~Copyable, S: ~Copyable
>(
  _ visitor: inout Visitor, on _: Platform<W, D, L, S>.Type
)
where
  W: Word, D: DoubleWord, L: Lock, S: SharedLock, W.Fault == Visitor.Fault,
  D.Fault == Visitor.Fault, L.Fault == Visitor.Fault, S.Fault == Visitor.Fault
{
  visitor.visit(UnguardedGuard<W>.self)
  visitor.visit(LockGuard<L, W>.self)
  visitor.visit(LockGuard<SpinLock<W>, W>.self)
  visitor.visit(LockGuard<TicketLock<W>, W>.self)
  visitor.visit(LockGuard<AdaptiveLock<L>, W>.self)
  visitor.visit(RWLockGuard<S, W>.self)
  visitor.visit(MCSGuard<W>.self)
  visitor.visit(CountedLockGuard<L, W>.self)
  visitor.visit(FlagCountGuard<W>.self)
  visitor.visit(DoubleCASGuard<D>.self)
  visitor.visit(PackedGuard<W>.self)
  visitor.visit(PeekGuard<PackedGuard<W>>.self)
  visitor.visit(CASLoopGuard<W>.self)
  visitor.visit(HazardGuard<W>.self)
  visitor.visit(HazardFencedGuard<W>.self)
  visitor.visit(HazardPromoteGuard<W>.self)
  visitor.visit(PromotedGuard<HazardPromoteGuard<W>>.self)
  visitor.visit(EpochGuard<W>.self)
  visitor.visit(QSBRGuard<W>.self)
  visitor.visit(ShardedCountGuard<W>.self)
  visitor.visit(VisibleReadersGuard<W>.self)
}

/// Visits every guard there is, on hardware; those that the model checker does not prove come last.
@inlinable
public func visitGuards<Visitor: GuardVisitor>(_ visitor: inout Visitor)
where Visitor.Fault == Never {
  visitGuards(&visitor, on: Hardware.self)
  visitor.visit(LockGuard<FutexLock<HardwareWord>, HardwareWord>.self)
  visitor.visit(LockGuard<StdlibLock, HardwareWord>.self)
  visitor.visit(ArcGuard.self)
}

extension Strategy {
  /// The record of every guard there is, in the list's order.
  public static let catalogue: [Strategy] = {
    var records = Records()
    visitGuards(&records)
    return records.all
  }()
}

extension Strategy {
  /// The record of every delegation there is. **A new one gets one line here**, and one beside the
  /// guards in `Contenders.ofThisPackage`.
  public static let delegations: [Strategy] = [.mailbox, .actor, .actorReactor]

  /// The record of every guard and of every delegation.
  public static let all = catalogue + delegations
}

private struct Records: GuardVisitor {
  var all: [Strategy] = []

  mutating func visit<Guard: SessionGuard & ~Copyable>(_: Guard.Type) where Guard.Fault == Never {
    all.append(Guard.strategy)
  }
}

/// The shipped guards, on the machine itself: `Guards.Packed(slotCount: 100, participantCount: 4)`.
///
/// A guard is generic over the words that it runs on, so that its source can be proved; a program
/// that uses one has no need to spell them. `guardbench list` says how each works.
public enum Guards {
  /// Nothing at all, and safe only where no close can race.
  public typealias Unguarded = UnguardedGuard<HardwareWord>
  /// A pthread mutex, held for the lease.
  public typealias Mutex = LockGuard<PthreadLock, HardwareWord>
  /// A spin lock, held for the lease.
  public typealias Spinlock = LockGuard<SpinLock<HardwareWord>, HardwareWord>
  /// A fair spin lock, held for the lease.
  public typealias Ticket = LockGuard<TicketLock<HardwareWord>, HardwareWord>
  /// A plain futex that spins before it sleeps, held for the lease.
  public typealias FutexMutex = LockGuard<FutexLock<HardwareWord>, HardwareWord>
  /// A pthread mutex that spins before it sleeps, held for the lease.
  public typealias AdaptiveMutex = LockGuard<AdaptiveLock<PthreadLock>, HardwareWord>
  /// A pthread read-write lock: leases share it, a close has it alone.
  public typealias RWLock = RWLockGuard<PthreadRWLock, HardwareWord>
  /// A queue lock, held for the lease.
  public typealias MCS = MCSGuard<HardwareWord>
  /// A pthread mutex around the count of leases.
  public typealias CountedMutex = CountedLockGuard<PthreadLock, HardwareWord>
  /// The standard library's mutex, held for the lease.
  public typealias StdlibMutex = LockGuard<StdlibLock, HardwareWord>
  /// Count and release flag in one word.
  public typealias FlagCount = FlagCountGuard<HardwareWord>
  /// Count and release flag in two words, exchanged together.
  public typealias DoubleCAS = DoubleCASGuard<HardwareDoubleWord>
  /// Generation, flags and count in one word; the one to take where none is asked for.
  public typealias Packed = PackedGuard<HardwareWord>
  /// The same with a look before the count.
  public typealias PackedPeek = PeekGuard<PackedGuard<HardwareWord>>
  /// Generation, flag and count in one word, admitting by compare-and-swap.
  public typealias CASLoop = CASLoopGuard<HardwareWord>
  /// A hazard for each participant, announced by a plain store.
  public typealias Hazard = HazardGuard<HardwareWord>
  /// The same, announced by an exchange.
  public typealias HazardFenced = HazardFencedGuard<HardwareWord>
  /// Hazards whose leases may be promoted to references that outlive a suspension.
  public typealias HazardPromote = HazardPromoteGuard<HardwareWord>
  /// The same with every lease promoted, to measure what that costs.
  public typealias HazardPromoted = PromotedGuard<HazardPromoteGuard<HardwareWord>>
  /// Epochs: a lease pins one.
  public typealias Epoch = EpochGuard<HardwareWord>
  /// Quiescent states: a lease is a look.
  public typealias QSBR = QSBRGuard<HardwareWord>
  /// A count for each thread and session, added up on close.
  public typealias ShardedCount = ShardedCountGuard<HardwareWord>
  /// One table of readers for all sessions.
  public typealias VisibleReaders = VisibleReadersGuard<HardwareWord>
  /// A table of strong references under locks.
  public typealias Arc = ArcGuard
}
