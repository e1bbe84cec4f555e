/// Which thread took each step of an execution, and how old the message was that it read.
///
/// As text: a letter per thread, then how many steps it took in a row unless it is one; a step that
/// read `n` messages behind the newest stands alone, as `A'n`. `A3BA'1` is three steps of thread A,
/// one of B, and one of A that read the message before the newest.
public struct Schedule: Hashable, Sendable, Codable {
  public struct Step: Hashable, Sendable, Codable {
    public let thread: Int
    public let behind: Int

    public init(thread: Int, behind: Int = 0) {
      self.thread = thread
      self.behind = behind
    }
  }

  public let steps: [Step]

  public init(steps: [Step]) { self.steps = steps }

  private static let letters = Array("ABCDEFGH")

  /// Nil if the text is no schedule.
  public init?(_ text: some StringProtocol) {
    var steps: [Step] = []
    var rest = text[...]
    while let letter = rest.popFirst() {
      guard let thread = Schedule.letters.firstIndex(of: letter) else { return nil }
      if rest.first == "'" {
        rest.removeFirst()
        guard let behind = Schedule.number(&rest), behind > 0 else { return nil }
        steps.append(Step(thread: thread, behind: behind))
      } else {
        guard rest.first?.isNumber == true else {
          steps.append(Step(thread: thread))
          continue
        }
        guard let count = Schedule.number(&rest), count > 1, count <= Limits.steps else {
          return nil
        }
        steps += Array(repeating: Step(thread: thread), count: count)
      }
    }
    self.steps = steps
  }

  private static func number<Text: StringProtocol>(_ rest: inout Text) -> Int?
  where Text.SubSequence == Text {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(digits.count)
    return Int(digits)
  }
}

extension Schedule: CustomStringConvertible {
  public var description: String {
    var text = ""
    var index = 0
    while index < steps.count {
      let step = steps[index]
      text.append(Schedule.letters[step.thread])
      index += 1
      if step.behind > 0 {
        text += "'\(step.behind)"
        continue
      }
      let first = index
      while index < steps.count, steps[index] == step { index += 1 }
      if index > first { text += "\(index - first + 1)" }
    }
    return text
  }
}
