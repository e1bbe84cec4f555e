/// What happens at the word seam of a guard under test: pauses, and accesses that go wrong on
/// purpose.
///
/// Static, because a guard's words are made by the guard; an own type for each purpose keeps apart
/// what runs side by side.
public protocol Seam: Sendable {
  /// The accesses that go wrong, by site.
  static var tampers: [String: Tamper] { get }
  /// Is called before every access.
  static func reach(_ site: String)
  /// Returns once `isReady` has answered true; asks it at once and as often as it likes.
  static func wait(_ site: String, until isReady: () -> Bool)
}

/// Makes one access of a correct guard do something wrong: a mutant without a line of wrong source.
public enum Tamper: Equatable, Sendable {
  /// These bits of the answer are hidden from the caller.
  case hide(UInt64)
  /// A read-modify-write becomes a store of this.
  case overwrite(UInt64)
  /// A compare-exchange writes without comparing.
  case exchange
  /// A compare-exchange compares in one step and writes in another.
  case split
}
