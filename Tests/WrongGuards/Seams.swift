import SessionGuards
import WordSeam

/// What goes wrong until the meeting is over; after it the guard is right again, so that one wrong
/// delivery is what a run shows.
extension MeetingSeam {
  fileprivate static func untilMet(_ tampers: [String: Tamper]) -> [String: Tamper] {
    meeting.hasEnded ? [:] : tampers
  }
}

/// The IO count alone decides: no flag is looked at, and whoever sees zero releases.
enum CountOnly: MeetingSeam {
  static let meeting = Meeting(at: .rundown)
  static var tampers: [String: Tamper] {
    untilMet(["acquire.count": .hide(releaseFlag), "rundown.claim": .exchange])
  }
  static var strategy: Strategy { .wrong("count-only", "the count alone decides") }
}

/// The sender adds to the count and goes ahead.
enum FlagNeverChecked: MeetingSeam {
  static let meeting = Meeting(at: .release)
  static var tampers: [String: Tamper] { untilMet(["acquire.count": .hide(releaseFlag)]) }
  static var strategy: Strategy { .wrong("flag-never-checked", "nobody looks at the flag") }
}

/// Right, at the meeting that `count-only` does not survive.
enum MetAtRundown: MeetingSeam {
  static let meeting = Meeting(at: .rundown)
  static var tampers: [String: Tamper] { [:] }
  static var strategy: Strategy { .met("met-at-rundown") }
}

/// Right, at the meeting that `flag-never-checked` does not survive.
enum MetAtRelease: MeetingSeam {
  static let meeting = Meeting(at: .release)
  static var tampers: [String: Tamper] { [:] }
  static var strategy: Strategy { .met("met-at-release") }
}

/// RELEASED in the word of `flag-count`.
private let releaseFlag: UInt64 = 1 << 63

extension Strategy {
  fileprivate static func wrong(_ name: String, _ fault: String) -> Strategy {
    Strategy(
      name: name, idea: "wrong on purpose: \(fault)", closeRule: .atZero, isExclusive: false,
      source: "the tests")
  }

  fileprivate static func met(_ name: String) -> Strategy {
    Strategy(
      name: name, idea: "flag-count as it is, where a sender meets the session's end",
      closeRule: .atZero, isExclusive: false, source: "the tests")
  }
}
