import ModelChecker

extension Scenario {
  /// A script of more threads and lives than the model goes through, drawn from a seed.
  ///
  /// An owner closes every life, waits for its end and opens the next; the others send to lives
  /// present, past and to come, and in half of the scripts close them as well. Where only the owner
  /// closes, it may count on its own session until then.
  static func drawn(_ random: inout SplitMix, threads: Int) -> Scenario {
    precondition(threads > 1, "a drawn script needs an owner and another thread")
    let lives = UInt32(2 + random.below(3))
    let hasClosers = random.below(2) == 0
    var parts = [Part("owner", acts: ownerActs(&random, lives, isAlone: !hasClosers))]
    for number in 1..<threads {
      let closes = hasClosers && random.below(2) == 0
      parts.append(
        Part(
          closes ? "closer \(number)" : "sender \(number)",
          acts: guestActs(&random, lives, closes: closes)))
    }
    parts.shuffle(using: &random)
    return Scenario("drawn", "sends, closes and reuse as the seed draws them", parts: parts)
  }

  private static func ownerActs(
    _ random: inout SplitMix, _ lives: UInt32, isAlone: Bool
  ) -> [Act] {
    var acts: [Act] = []
    for life in 1...lives {
      if life > 1 { acts.append(.open(life)) }
      for _ in 0..<random.below(3) where isAlone {
        acts.append(random.below(2) == 0 ? .serve(life) : .sendGranted(life))
      }
      acts += [.close(life), .settle(life)]
      if random.below(3) == 0 { acts.append(.send(UInt32(1 + random.below(Int(life))))) }
      if random.below(3) == 0 { acts.append(.closeLoses(life)) }
    }
    return acts
  }

  private static func guestActs(
    _ random: inout SplitMix, _ lives: UInt32, closes: Bool
  ) -> [Act] {
    (0..<2 + random.below(7)).map { _ in
      let life = UInt32(1 + random.below(Int(lives)))
      if random.below(8) == 0 { return .sendBeside }
      return closes && random.below(3) == 0 ? .close(life) : .send(life)
    }
  }

  /// Its parts and what each does, a line for each.
  package var script: String {
    parts.map { part in
      part.name + ": " + part.acts.map { "\($0)" }.joined(separator: ", ")
    }.joined(separator: "\n")
  }
}
