public import SessionGuards

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
