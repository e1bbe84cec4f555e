internal import Probe

/// The revision of the source that this program was probably built from.
enum GitRevision {
  /// What git says of the current folder; nil where there is no git or no repository.
  static var ofCurrentFolder: (revision: String?, isDirty: Bool?) {
    guard let revision = answer(["rev-parse", "HEAD"])?.first else { return (nil, nil) }
    return (revision, answer(["status", "--porcelain"]).map { !$0.isEmpty })
  }

  /// The lines that git prints; nil unless it succeeds.
  private static func answer(_ arguments: [String]) -> [String]? {
    do {
      var git = try ChildProcess(Command("git", arguments))
      var lines: [String] = []
      while let line = try git.nextLine(within: .seconds(5)) { lines.append(line) }
      return try git.wait(within: .seconds(5)).isSuccess ? lines : nil
    } catch {
      return nil
    }
  }
}
