public import Glibc
public import GuardedServer
public import Probe
public import SessionGuards

/// A thread outside the reactors that sends to sessions, and disconnects some; compiled once for
/// each guard.
@usableFromInline
@frozen
struct PushThread<Guard: SessionGuard & ~Copyable>: ~Copyable where Guard.Fault == Never {
  @usableFromInline var sender: LanServer<Guard>.Sender
  @usableFromInline var pusher: Pusher
  @usableFromInline var targets: PushTargets
  @usableFromInline var pace: PushPace
  @usableFromInline var disconnectPace: PushPace
  @usableFromInline let payloadBytes: Int
  @usableFromInline let index: Int
  @usableFromInline var tally = PushTally()

  @usableFromInline
  init(_ sender: consuming LanServer<Guard>.Sender, index: Int, _ plan: ServePlan) {
    self.sender = sender
    self.index = index
    let push = plan.push
    let now = MonotonicClock.nanoseconds
    pusher = Pusher(number: UInt32(index), slotCount: plan.slots)
    targets = PushTargets(
      push, slotCount: plan.slots, seed: plan.seed, stream: UInt64(index) + 1)
    pace = PushPace(
      ratePerSecond: push.ratePerSecond.map { $0 / Double(push.senders) }, now: now)
    disconnectPace = PushPace(
      ratePerSecond: push.disconnectsPerSecond / Double(push.senders), now: now)
    payloadBytes = push.payloadBytes
  }

  /// Sends until the gate ends it, and returns what it did.
  @inlinable
  consuming func run(
    _ gate: PushGate, _ live: LiveSessions, _ window: PushWindow
  ) -> PushTally {
    while true {
      let now = MonotonicClock.nanoseconds
      switch gate.pass(thread: index) {
      case .ended:
        leave(window, now)
        return tally
      case .pausing:
        leave(window, now)
        rest()
      case .sending:
        if pace.interval != nil { tally.delays.look(at: window) }
        work(live.table, now)
      }
    }
  }

  /// Drops what is due, as nothing is to be sent.
  @inlinable @inline(__always)
  mutating func leave(_ window: PushWindow, _ now: UInt64) {
    tally.delays.look(at: window)
    tally.delays.noteLeft(pace.skip(to: now), at: now)
    _ = disconnectPace.skip(to: now)
  }

  /// Does what is due, and sleeps if that was nothing.
  @inlinable @inline(__always)
  mutating func work(_ table: borrowing SlotTable<LiveRecord>, _ now: UInt64) {
    let turn = pace.take(at: now)
    let disconnects = disconnectPace.take(at: now).due.count
    let isPaced = pace.interval != nil
    if turn.missed.count > 0 { tally.delays.noteMissed(turn.missed) }
    var sent = 0
    for index in 0..<turn.due.count {
      guard let id = targets.draw(from: table) else {
        if isPaced { tally.delays.noteMissed(turn.due.dropping(index)) }
        break
      }
      sent &+= 1
      if pusher.push(to: id, byteCount: payloadBytes, through: &sender) {
        tally.accepted &+= 1
      } else {
        tally.refused &+= 1
        // Without a rate, only a refusal holds this thread back: it lets another thread run.
        if !isPaced {
          yield()
          break
        }
      }
      if isPaced { tally.delays.noteReturned(due: turn.due[index]) }
    }
    for _ in 0..<disconnects { disconnectOne(table) }
    if sent == 0 { rest() }
  }

  @inlinable @inline(never)
  mutating func disconnectOne(_ table: borrowing SlotTable<LiveRecord>) {
    guard let id = targets.draw(from: table) else { return }
    table[id.slot].noteDisconnect(of: id, at: MonotonicClock.nanoseconds)
    if sender.disconnect(id) {
      tally.disconnects &+= 1
    } else {
      tally.refusedDisconnects &+= 1
    }
  }

  @inlinable
  func yield() { sched_yield() }

  /// Sleeps for a moment, and lets the guard know that this thread holds nothing.
  @inlinable
  mutating func rest() {
    sender.rest()
    usleep(PushPace.restMicroseconds)
  }
}
