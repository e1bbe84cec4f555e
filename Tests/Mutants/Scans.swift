/// Which participants a scan for holders looks at: that of a hazard guard, or of a quiescent one.
public protocol Scan: Sendable {
  /// What it leaves out; nil if it is right.
  static var omission: String? { get }
  static func looks(at participant: Int, of count: Int) -> Bool
}

/// Looks at every participant.
public enum WholeScan: Scan {
  public static var omission: String? { nil }
  public static func looks(at _: Int, of _: Int) -> Bool { true }
}

/// Begins with the second participant.
public enum ScanWithoutFirst: Scan {
  public static var omission: String? { "first" }
  public static func looks(at participant: Int, of _: Int) -> Bool { participant != 0 }
}

/// Leaves out the participant in the middle, which is the last of two.
public enum ScanWithoutMiddle: Scan {
  public static var omission: String? { "middle" }
  public static func looks(at participant: Int, of count: Int) -> Bool { participant != count / 2 }
}

/// Looks at the first and the last participant only.
public enum ScanOfEnds: Scan {
  public static var omission: String? { "middle" }
  public static func looks(at participant: Int, of count: Int) -> Bool {
    participant == 0 || participant == count - 1
  }
}

/// Leaves out the participant in the middle where there are more than five.
public enum ScanOfCrowdWithoutMiddle: Scan {
  public static var omission: String? { "middle-of-a-crowd" }
  public static func looks(at participant: Int, of count: Int) -> Bool {
    count <= 5 || participant != count / 2
  }
}

/// Ends before the last participant.
public enum ScanWithoutLast: Scan {
  public static var omission: String? { "last" }
  public static func looks(at participant: Int, of count: Int) -> Bool { participant != count - 1 }
}

/// Looks at as many participants as one word has bits.
public enum ScanOfSixtyFour: Scan {
  public static var omission: String? { "sixty-fifth" }
  public static func looks(at participant: Int, of _: Int) -> Bool { participant < 64 }
}
