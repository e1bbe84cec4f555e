/// What control groups grant this process of its processors' time, and what they kept from it.
///
/// A group's quota (`cpu.max` of version 2, `cpu.cfs_quota_us` of version 1) holds for all groups
/// below it, so the tightest of the process's own group and of those above it decides.
struct ProcessorQuota: Equatable {
  /// Granted time per time: 1.5 is that of one processor and a half.
  var processors: Double
  /// How long runnable threads of the limited groups were not let run, since the groups were made.
  var throttledNanoseconds: UInt64

  /// The quota of this process; nil where no group has one.
  static func current() -> ProcessorQuota? {
    guard let groups = KernelFile.text(ifPresent: "/proc/self/cgroup"),
      let mounts = KernelFile.text(ifPresent: "/proc/self/mountinfo")
    else { return nil }
    return ProcessorQuota(groups: groups, mounts: mounts) { KernelFile.text(ifPresent: $0) }
  }

  /// Finds the groups by the texts of `/proc/self/cgroup` and `/proc/self/mountinfo`, and reads
  /// their files.
  init?(groups: String, mounts: String, read: (String) -> String?) {
    let limited = ControlGroup.folders(groups, mounts).compactMap { group -> ProcessorQuota? in
      group.quota(read).map {
        ProcessorQuota(processors: $0, throttledNanoseconds: group.throttledNanoseconds(read))
      }
    }
    guard let tightest = limited.map(\.processors).min() else { return nil }
    processors = tightest
    throttledNanoseconds = limited.reduce(0) { $0 &+ $1.throttledNanoseconds }
  }

  private init(processors: Double, throttledNanoseconds: UInt64) {
    self.processors = processors
    self.throttledNanoseconds = throttledNanoseconds
  }
}

/// A control group that this process is in, as a folder.
private struct ControlGroup {
  let folder: String
  let isUnified: Bool

  /// Every group with the controller of processors, in both versions' hierarchies.
  static func folders(_ groups: String, _ mounts: String) -> [ControlGroup] {
    lines(of: groups).flatMap { line -> [ControlGroup] in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      let isUnified = fields[0] == "0" && fields[1].isEmpty
      guard isUnified || fields[1].split(separator: ",").contains("cpu") else { return [] }
      return lines(of: mounts).compactMap { Mount($0) }
        .filter { isUnified ? $0.isUnified : $0.hasProcessors }
        .flatMap { $0.folders(of: String(fields[2])) }
        .map { ControlGroup(folder: $0, isUnified: isUnified) }
    }
  }

  /// The quota in processors; nil if there is none.
  func quota(_ read: (String) -> String?) -> Double? {
    let text =
      isUnified
      ? read("\(folder)/cpu.max")
      : read("\(folder)/cpu.cfs_quota_us").flatMap { quota in
        read("\(folder)/cpu.cfs_period_us").map { quota + " " + $0 }
      }
    // "max" and -1 are no quota.
    let numbers = text?.split(whereSeparator: \.isWhitespace).map { Double($0) } ?? []
    guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], quota > 0, period > 0
    else { return nil }
    return quota / period
  }

  func throttledNanoseconds(_ read: (String) -> String?) -> UInt64 {
    let (key, unit): (Substring, UInt64) =
      isUnified ? ("throttled_usec", 1000) : ("throttled_time", 1)
    for line in Self.lines(of: read("\(folder)/cpu.stat") ?? "") {
      let words = line.split(separator: " ")
      if words.count == 2, words[0] == key { return (UInt64(words[1]) ?? 0) &* unit }
    }
    return 0
  }

  static func lines(of text: String) -> [Substring] { text.split(separator: "\n") }
}

/// Where a hierarchy of control groups is mounted: a line of `/proc/self/mountinfo`.
private struct Mount {
  /// The group that the mount shows as its own folder.
  let root: String
  let folder: String
  let isUnified: Bool
  /// Whether it is a hierarchy of version 1 with the controller of processors.
  let hasProcessors: Bool

  init?(_ line: Substring) {
    let fields = line.split(separator: " ").map(String.init)
    guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count > dash + 3 else {
      return nil
    }
    (root, folder) = (fields[3], fields[4])
    isUnified = fields[dash + 1] == "cgroup2"
    hasProcessors =
      fields[dash + 1] == "cgroup" && fields[dash + 3].split(separator: ",").contains("cpu")
  }

  /// The folder of a group and those of the groups above it, as far as the mount shows them.
  func folders(of group: String) -> [String] {
    let above = root == "/" ? "" : root
    guard group == above || group.hasPrefix(above + "/") else { return [folder] }
    var folders = [folder]
    for name in group.dropFirst(above.count).split(separator: "/") {
      folders.append(folders[folders.count - 1] + "/" + name)
    }
    return folders
  }
}
