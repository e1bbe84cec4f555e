public import GuardedServer
public import SessionGuards
public import Wire

/// Writes pushes and numbers them, for one sender.
@usableFromInline
@frozen
struct Pusher: Sendable {
  /// The number by which clients tell senders apart.
  @usableFromInline let number: UInt32
  @usableFromInline var sequences: PushSequences
  /// The latest message; replaced only where the next one has another length.
  @usableFromInline var message = Payload(byteCount: PushHeader.byteCount)

  @usableFromInline
  init(number: UInt32, slotCount: Int) {
    self.number = number
    sequences = PushSequences(slotCount: slotCount)
  }

  /// Pushes one message of `byteCount` to the session, which may be long gone; reports whether it
  /// was taken.
  @inlinable @inline(__always)
  mutating func push(
    to id: SessionID, byteCount: Int, through sender: inout some SessionSender & ~Copyable
  ) -> Bool {
    guard id.slot < sequences.entries.count else { return false }
    let sequence = sequences.next(for: id)
    if message.byteCount != byteCount { message = Payload(byteCount: byteCount) }
    let header = PushHeader(
      sender: number, slot: id.slot, generation: id.generation, sequence: sequence)
    message.write { payload in
      header.write(to: &payload)
      Pattern.fill(&payload, from: PushHeader.byteCount, sequence: sequence)
    }
    let isTaken = sender.send(message.storage.span, to: id)
    if isTaken { sequences.use(sequence, for: id) }
    return isTaken
  }
}
