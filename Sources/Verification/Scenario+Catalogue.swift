extension Scenario {
  /// Every scenario that a guard is put through. **A new scenario gets one entry here.**
  public static let all: [Scenario] = [
    Scenario(
      "one-sender", "a send against the close, and whoever comes late",
      Part("sender", .send(1), .sendBeside),
      Part("owner", .closeSilently(1), .settle(1), .send(1), .closeLoses(1), .sendBeside)),
    Scenario(
      "two-senders", "two sends against the close: who is last out?",
      Part("sender", .send(1)), Part("other", .send(1), .sendBeside),
      Part("owner", .closeSilently(1), .settle(1))),
    Scenario(
      "live-session", "sends to a session that nobody closes meanwhile, beside one with a stale id",
      history: 1,
      Part("sender", .sendGranted(2)), Part("stale", .send(1)),
      Part("reactor", .serve(2), .sendGranted(2), .serve(2))),
    Scenario(
      "stale-id", "two sends that may come as late as after the slot's next session opened",
      Part("sender", .send(1)), Part("other", .send(1)),
      Part("owner", .close(1), .settle(1), .open(2), .close(2), .settle(2))),
    Scenario(
      "send-close-reopen", "a send to each session of a slot, around the reuse",
      Part("sender", .send(1)), Part("next", .send(2)),
      Part("owner", .close(1), .settle(1), .open(2), .close(2), .settle(2))),
    Scenario(
      "two-closers", "two threads disconnect the session that a third sends to",
      Part("sender", .send(1)), Part("closer", .close(1), .sendBeside),
      Part("owner", .close(1), .settle(1))),
    Scenario(
      "stale-closer", "a disconnect that may come as late as after the reuse",
      Part("closer", .close(1)), Part("next", .send(2)),
      Part("owner", .close(1), .settle(1), .open(2), .close(2), .settle(2))),
    Scenario(
      "reuse-twice", "a send that may be as late as two sessions",
      Part("sender", .send(1)),
      Part(
        "owner", .close(1), .settle(1), .open(2), .close(2), .settle(2), .open(3), .close(3),
        .settle(3))),
    Scenario(
      "reactor-unit", "the reactor serves on its own unit while another sends",
      Part("sender", .send(1), .send(1)),
      Part("reactor", .serve(1), .closeSilently(1), .settle(1))),
    Scenario(
      "last-generation", "a slot at the end of its generations is retired, whoever still sends",
      history: 1, lastGeneration: 2,
      Part("stale", .send(1)), Part("sender", .send(2)),
      Part("owner", .close(2), .settle(2), .openRetired, .send(2))),
    Scenario(
      "told-of-close", "a thread that knows that the close has won sends while a lease is out",
      Part("sender", .send(1)), Part("told", .sendTold(1)),
      Part("owner", .close(1), .settle(1))),
    Scenario(
      "two-ends", "a thread sends to a session that another closes, and closes one itself",
      Part("owner", .closeSilently(1), .settle(1)),
      Part("neighbour", in: 0, .beside(.send(1)), .closeSilently(1), .settle(1))),
    Scenario(
      "mass-close", "one thread closes two sessions, of which others may hold one",
      Part("sender", .send(1)),
      Part(
        "owner", .closeSilently(1), .beside(.closeSilently(1)), .settle(1), .beside(.settle(1)))),
    Scenario(
      "batches", "a message to both sessions meets the close of both: one batch, one quiesce",
      Part("sender", in: 0, .sendAll(1)),
      Part("owner", .closeAll(1), .settle(1), .beside(.settle(1)))),
    Scenario(
      "neighbours", "sessions of two slots live, end and begin side by side",
      Part("sender", .send(1)),
      Part("owner", .close(1), .settle(1), .open(2)),
      Part("neighbour", in: 0, .close(1), .settle(1), .open(2), .sendGranted(2))),
  ]

  public static func named(_ name: String) -> Scenario? {
    (all + crowds).first { $0.name == name }
  }
}
