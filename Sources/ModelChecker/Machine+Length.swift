// An execution that does not end.
extension Machine {
  /// Judges an execution of as many steps as the model takes.
  ///
  /// A loop that reads several words in turn may be a wait, which this model does not see. Then the
  /// execution is reported as one that cannot be judged.
  func violateByLength() {
    guard let thread = (0..<threadCount).first(where: { readsInRounds($0) }) else {
      return violate("no end after \(Limits.steps) steps: progress is lost")
    }
    violate(
      "no end after \(Limits.steps) steps, where \(name(thread)) reads several words in turn, the "
        + "same again and again; the model checker sees a loop as a wait over one word only: wait "
        + "with `Word.wait(while:)`, or read one word in the loop",
      .unsupported)
  }

  /// Whether the thread has at some point only read for three rounds, each of the same few accesses
  /// with the same answers.
  private func readsInRounds(_ thread: Int) -> Bool {
    (2...Machine.longestRound).contains { round in
      var repeats = 0
      var place = thread * Limits.log - 1
      for index in 0..<state[0].journalCount where journal[index].thread == thread {
        place += 1
        let first = place - round
        let isRepeated =
          first >= thread * Limits.log && journal[index].operation.hasOnlyRead(log[place])
          && signatures[place] == signatures[first] && log[place] == log[first]
        repeats = isRepeated ? repeats + 1 : 0
        if repeats == 2 * round { return true }
      }
      return false
    }
  }

  /// Accesses of the longest round that is noticed.
  private static let longestRound = 8
}
