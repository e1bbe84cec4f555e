public import SessionGuards

/// Ends the replay of a virtual thread at its first operation that has not happened yet.
///
/// Code under test lets it pass. It unwinds through live leases, which therefore do not trap in the
/// model. A stress ends its threads with it too, where they wait for what cannot come.
public struct Stop: GuardFault {
  @usableFromInline package init() {}

  public static func leaseDropped() { LeaseWatch.current?.leaseDropped() }
}

/// The code of one virtual thread.
///
/// It runs from its start again after each of its steps, on the logged answers of its operations.
/// So it may keep nothing but locals, words, cells and tallies: any other state it changes is
/// changed again on every replay. A struct, because a closure with typed throws crashes this
/// compiler as a generic argument.
struct Body {
  let name: String
  /// The number that the code under test knows this thread by, of so many.
  let place: Int
  let placeCount: Int
  let run: (_ place: Int) throws(Stop) -> Void
}
