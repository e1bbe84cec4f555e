/// The house: which room may import what, and where unsafe code lives.
///
/// The same table stands in ARCHITECTURE.md for people.
enum Rooms {
  static let imports: [String: Set<String>] = [
    "SourceStamp": [],
    "SessionGuards": ["CBarrier", "CSystem", "Glibc", "Synchronization"],
    "ModelChecker": ["CSystem", "SessionGuards", "Synchronization"],
    "Verification": ["ModelChecker", "Probe", "SessionGuards", "Glibc", "Synchronization"],
    "Reactor": ["CSystem", "Glibc", "Synchronization"],
    "LanServer": ["SessionGuards", "Reactor", "Glibc", "Synchronization"],
    "Wire": [],
    "LoadGenerator": [
      "Reactor", "Wire", "Measurement", "Glibc", "Synchronization", "Foundation",
    ],
    "Measurement": ["Histogram", "Foundation", "Glibc"],
    "Probe": ["CSystem", "CJemalloc", "Glibc", "Synchronization", "Foundation"],
    "CodeShape": ["Probe"],
    "Report": ["Measurement", "Foundation"],
    "Bench": [
      "SessionGuards", "ModelChecker", "Verification", "Reactor", "LanServer", "Wire",
      "LoadGenerator", "Measurement", "Probe", "Report", "SourceStamp", "CodeShape", "Glibc",
      "Synchronization", "Foundation",
    ],
    "GuardbenchCommands": [
      "Bench", "CodeShape", "LoadGenerator", "Measurement", "ModelChecker", "Probe", "Report",
      "SessionGuards", "Verification", "ArgumentParser", "Foundation", "Glibc", "Synchronization",
    ],
    "guardbench": ["Bench", "GuardbenchCommands"],
  ]

  static let unsafe: Set<String> = [
    "SessionGuards", "ModelChecker", "Verification", "Reactor", "LanServer", "Probe", "Wire",
    "LoadGenerator", "Bench",
  ]
}
