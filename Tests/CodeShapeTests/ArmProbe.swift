/// The operations of each guard as functions of their own, so that each can be found in the
/// assembly and read apart.
///
/// Written out for every guard whose record has a shape for AArch64: a generic function would be
/// inlined, or named as the compiler likes.
enum ArmProbe {
  /// Compiled together with the guards' own files; see `ArmBuild`.
  static var source: String {
    let guards = ArmShape.all.map { operations(of: $0.type, named: $0.probe) }
    return (guards + FenceProbe.all.map(\.source)).joined(separator: "\n")
  }

  private static func operations(of type: String, named probe: String) -> String {
    """
    @inline(never)
    public func \(probe)Open(_ sessions: borrowing \(type), _ slot: Slot) -> SessionID? {
      sessions.open(slot)
    }

    @inline(never)
    public func \(probe)Acquire(
      _ sessions: borrowing \(type), _ id: SessionID, _ me: borrowing Participant
    ) -> Lease<Never>? { sessions.acquire(id, as: me) }

    @inline(never)
    public func \(probe)Release(
      _ sessions: borrowing \(type), _ lease: consuming Lease<Never>, _ me: borrowing Participant
    ) { sessions.release(lease, as: me) }

    @inline(never)
    public func \(probe)Close(
      _ sessions: borrowing \(type), _ id: SessionID, _ me: borrowing Participant
    ) -> Bool { sessions.close(id, as: me) }

    @inline(never)
    public func \(probe)Quiesce(_ sessions: borrowing \(type), _ me: borrowing Participant) {
      sessions.quiesce(as: me)
    }

    """
  }
}
