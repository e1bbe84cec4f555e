extension Scenario {
  /// Five threads on one slot: more than can be gone through, for searches that draw.
  public static let crowds: [Scenario] = [
    Scenario(
      "crowd", "two sends to each session of a slot, around the reuse",
      Part("sender", .send(1)), Part("other", .send(1)),
      Part("next", .send(2)), Part("late", .send(2)),
      Part("owner", .close(1), .settle(1), .open(2), .close(2), .settle(2))),
    Scenario(
      "crowd-of-closers", "three disconnects of a session, and a send to it and to the next",
      Part("sender", .send(1)), Part("next", .send(2)),
      Part("closer", .close(1)), Part("other", .close(1)),
      Part("owner", .close(1), .settle(1), .open(2), .close(2), .settle(2))),
  ]
}
