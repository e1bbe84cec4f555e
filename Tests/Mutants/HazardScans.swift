/// Looks at every participant.
public enum WholeScan: HazardScan {
  public static let name = "plain-hazard"
  public static let idea = "a word for each participant names what it holds; a close scans them"
}

/// Wrong: begins with the second participant.
public enum ScanWithoutFirst: HazardScan {
  public static let name = "hazard-without-first"
  public static let idea = "wrong: the scan leaves out the first participant"
  public static func looksAt(_ index: UInt32, of _: UInt32) -> Bool { index != 0 }
}

/// Wrong: leaves out the participant in the middle.
public enum ScanWithoutMiddle: HazardScan {
  public static let name = "hazard-without-middle"
  public static let idea = "wrong: the scan leaves out the participant in the middle"
  public static func looksAt(_ index: UInt32, of count: UInt32) -> Bool { index != count / 2 }
}

/// Wrong: ends before the last participant.
public enum ScanWithoutLast: HazardScan {
  public static let name = "hazard-without-last"
  public static let idea = "wrong: the scan leaves out the last participant"
  public static func looksAt(_ index: UInt32, of count: UInt32) -> Bool { index + 1 != count }
}

/// Wrong: looks at as many participants as one word has bits.
public enum ScanOfSixtyFour: HazardScan {
  public static let name = "hazard-scan-of-64"
  public static let idea = "wrong: the scan looks at the first 64 participants only"
  public static func looksAt(_ index: UInt32, of _: UInt32) -> Bool { index < 64 }
}
