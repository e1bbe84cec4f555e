public import SessionGuards
import Synchronization

/// What the writer does with the records: to a stage, from there to the socket, and out of the
/// ring.
extension OutboundRing {
  /// Whose frames go on the wire, and what becomes of the others.
  @frozen @usableFromInline
  struct Reading {
    @usableFromInline let slot: Slot
    @usableFromInline let generation: UInt32
    @usableFromInline let strays: StrayRule

    @inlinable
    init(slot: Slot, generation: UInt32, strays: StrayRule) {
      self.slot = slot
      self.generation = generation
      self.strays = strays
    }

    func delivers(_ entry: Entry) -> Bool {
      !entry.isSkip && (entry.generation == generation || strays == .deliver)
    }

    func note(_ entry: Entry, in log: ViolationLog) {
      guard !entry.isSkip, entry.generation != generation else { return }
      let meant = SessionID(slot: slot, generation: entry.generation)
      log.note(.strayEntry, meant, found: generation)
    }
  }

  /// Copies committed frames to `stage`, as many as fit, from where the last write cut the first
  /// one; returns their bytes. Consumes nothing.
  @usableFromInline
  func copyFrames(to stage: UnsafeMutableRawBufferPointer, _ reading: Reading) -> Int {
    var walk = walk()
    var cut = unsafe record.pointee.ringCutBytes
    var staged = 0
    while let entry = walk.peek() {
      if reading.delivers(entry) {
        let size = entry.byteCount - cut
        guard staged + size <= stage.count else { break }
        // Safe: a committed record's bytes are the consumer's, and the stage has room for them.
        unsafe (stage.baseAddress! + staged).copyMemory(from: entry.frame + cut, byteCount: size)
        staged += size
        cut = 0
      }
      walk.pass(entry)
    }
    return staged
  }

  /// Consumes the records whose frames are within the first `written` of the bytes that
  /// `copyFrames` staged, marks where that cuts the next one, and notes every stray it passes.
  ///
  /// Strays and skips at the head are consumed even if nothing was written. Returns whether more is
  /// there.
  @usableFromInline
  func consume(_ written: Int, _ reading: Reading, _ log: ViolationLog) -> Bool {
    var walk = walk()
    var cut = unsafe record.pointee.ringCutBytes
    var left = written
    while let entry = walk.peek() {
      if reading.delivers(entry) {
        if left < entry.byteCount - cut {
          cut += left
          break
        }
        left -= entry.byteCount - cut
        cut = 0
      }
      reading.note(entry, in: log)
      walk.pass(entry)
    }
    unsafe record.pointee.setRingCut(cut)
    moveHead(walk)
    return !isEmpty
  }

  /// Consumes all that is committed without writing it and returns how many frames that were: the
  /// queued-and-lost of a session that ends.
  @usableFromInline
  func discard(_ reading: Reading, _ log: ViolationLog) -> Int {
    var walk = walk()
    var lost = 0
    while let entry = walk.peek() {
      if !entry.isSkip, entry.generation == reading.generation { lost += 1 }
      reading.note(entry, in: log)
      walk.pass(entry)
    }
    unsafe record.pointee.setRingCut(0)
    moveHead(walk)
    return lost
  }
}

// MARK: - The consumer

extension OutboundRing {
  /// A committed record, as the consumer finds it.
  @safe
  struct Entry {
    let generation: UInt32
    let isSkip: Bool
    let byteCount: Int
    // Safe: valid until the consumer moves the head.
    let frame: UnsafeRawPointer
  }

  /// The committed records from the head on, in order.
  struct Walk {
    let ring: OutboundRing
    let start: UInt64
    let base: UInt64
    var position: UInt64

    /// The record at `position`, if it is committed.
    func peek() -> Entry? {
      // Beyond a whole capacity, the first record's header would be taken for a new one.
      guard RingPosition.distance(from: start, to: position) < ring.capacity else { return nil }
      let place = unsafe ring.place(of: position, base: base)
      // Acquire: pairs with the release in `commit`; the frame's bytes are there.
      let header = unsafe ring.header(at: place).pointee.load(ordering: .acquiring)
      guard header != 0 else { return nil }
      return unsafe Entry(
        generation: UInt32(truncatingIfNeeded: header >> 32), isSkip: header & skip != 0,
        byteCount: Int(header & (skip - 1)), frame: UnsafeRawPointer(place + 8))
    }

    mutating func pass(_ entry: Entry) {
      position = (position + words(behindHeader: entry.byteCount)) & RingPosition.mask
    }
  }

  func walk() -> Walk {
    // Relaxed, both: the head is moved by writers only, and the base changed by writers only; the
    // request that made this thread the writer acquired them.
    let head = unsafe record.pointee.ringHead.load(ordering: .relaxed)
    let tail = unsafe record.pointee.ringTail.load(ordering: .relaxed)
    return Walk(
      ring: self, start: head, base: RingPosition(rawValue: tail).base, position: head)
  }

  /// Zeroes what the walk has passed, gives the room back, and rewinds an empty ring.
  func moveHead(_ walk: Walk) {
    guard walk.position != walk.start else { return }
    let size = RingPosition.distance(from: walk.start, to: walk.position)
    let toEnd = capacity - (walk.start &+ walk.base) & (capacity - 1)
    let first = min(size, toEnd)
    // Safe: passed records are the consumer's until the head moves.
    unsafe place(of: walk.start, base: walk.base)
      .initializeMemory(as: UInt8.self, repeating: 0, count: Int(first) * 8)
    unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0, count: Int(size - first) * 8)
    // Release: pairs with the acquire in `reserve`; a producer that finds the room finds it zeroed.
    unsafe record.pointee.ringHead.store(walk.position, ordering: .releasing)
    rewind(walk.position, base: walk.base)
  }

  /// Lets a ring that is empty and beyond its first half page go on at its beginning.
  private func rewind(_ position: UInt64, base: UInt64) {
    guard (position &+ base) & (capacity - 1) > 2048 / 8 else { return }
    let beginning = (0 &- position) & (capacity - 1)
    // Release: pairs with the acquire in `reserve`; a producer that reserves with the new base sees
    // the head and the zeroes. It fails unless the ring is empty and open, and the base what this
    // consumer knows.
    _ = unsafe record.pointee.ringTail.compareExchange(
      expected: RingPosition(position, base: base).rawValue,
      desired: RingPosition(position, base: beginning).rawValue, ordering: .releasing)
  }
}
