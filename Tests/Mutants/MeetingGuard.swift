public import ModelChecker
public import SessionGuards
public import Verification

/// A place where a sender meets the end of its session, and what is wrong with the guard there.
public protocol MeetingPlace: Disturbing {
  static var meeting: Meeting { get }
  static var strategy: Strategy { get }
  /// The accesses that go wrong until the meeting is over. After it the guard is right again, so
  /// that one wrong delivery is what a run shows.
  static var alterations: [Alteration] { get }
}

extension MeetingPlace {
  public static var disturbance: Disturbance {
    var disturbance = Disturbance(alterations: meeting.hasEnded ? [] : alterations)
    disturbance.delayOdds = 0
    disturbance.atSite = { meeting.reach($0.description) }
    return disturbance
  }
}

/// The count alone decides: no flag is looked at, and the thread that sees zero releases.
public enum CountOnly: MeetingPlace {
  public static let meeting = Meeting(at: .rundown)
  public static let strategy = Strategy.meeting("count-only", "mutant: the count alone decides")
  public static var alterations: [Alteration] {
    [Alteration("acquire.count", .hide(released)), Alteration("rundown.claim", .exchange)]
  }
}

/// The sender adds to the count and goes ahead.
public enum FlagNeverChecked: MeetingPlace {
  public static let meeting = Meeting(at: .release)
  public static let strategy = Strategy.meeting(
    "flag-never-checked", "mutant: the flag is not looked at")
  public static var alterations: [Alteration] { [Alteration("acquire.count", .hide(released))] }
}

/// The right guard at the meeting where `count-only` breaks.
public enum MetAtRundown: MeetingPlace {
  public static let meeting = Meeting(at: .rundown)
  public static let strategy = Strategy.meeting("met-at-rundown", right)
  public static var alterations: [Alteration] { [] }
}

/// The right guard at the meeting where `flag-never-checked` breaks.
public enum MetAtRelease: MeetingPlace {
  public static let meeting = Meeting(at: .release)
  public static let strategy = Strategy.meeting("met-at-release", right)
  public static var alterations: [Alteration] { [] }
}

private let released = FlagCountGuard<DelayedWord>.released
private let right = "flag-count as it is, where a sender meets the session's end"

extension Strategy {
  fileprivate static func meeting(_ name: String, _ idea: String) -> Strategy {
    Strategy(
      name: name, idea: idea, closeRule: .atZero, isExclusive: false, source: "the tests")
  }
}

/// `flag-count`, its source as it is, in a server where two threads meet.
public struct MeetingGuard<Place: MeetingPlace>: SessionGuard, ~Copyable {
  public typealias Fault = Never
  public static var strategy: Strategy { Place.strategy }

  private let flagCount: ServedMutant<FlagCountGuard<DelayedWord>, Place>

  public init(
    slotCount: Int, participantCount: Int, lastGeneration: UInt32, reclaim: Reclaim<Never>
  ) {
    flagCount = ServedMutant(
      slotCount: slotCount, participantCount: participantCount, lastGeneration: lastGeneration
    ) { (id) throws(Never) in
      Place.meeting.didReclaim()
      reclaim(id)
    }
  }

  public func open(_ slot: Slot) -> SessionID? {
    Place.meeting.willOpen()
    let id = flagCount.open(slot)
    if let id { Place.meeting.didOpen(id) }
    return id
  }

  public func acquire(_ id: SessionID, as participant: borrowing Participant) -> Lease<Never>? {
    Place.meeting.willAcquire(id)
    let lease = flagCount.acquire(id, as: participant)
    Place.meeting.didAcquire(isGranted: lease != nil)
    return lease
  }

  public func release(_ lease: consuming Lease<Never>, as participant: borrowing Participant) {
    flagCount.release(lease, as: participant)
  }

  public func close(_ id: SessionID, as participant: borrowing Participant) -> Bool {
    let isFirst = flagCount.close(id, as: participant)
    Place.meeting.didClose()
    return isFirst
  }
}
