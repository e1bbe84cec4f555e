internal import Foundation
internal import Probe
internal import Trials

/// The git repository that a check's revisions come from.
///
/// A check changes one thing in it: git keeps the files of the working tree as loose objects, until
/// its next clean-up.
struct Repository {
  /// The outermost folder of the working tree.
  let top: String
  /// The folder of the package within it; empty, or with a slash at its end.
  let package: String
  private let stop: StopSignal

  /// Finds the repository of the current folder.
  init(unless stop: StopSignal) throws(RunFailure) {
    self.stop = stop
    let lines = try Self.git(
      ["rev-parse", "--show-toplevel", "--show-prefix"], [:], stop,
      refusal: "there is no git repository here to take revisions from")
    top = lines.first ?? "."
    package = lines.count > 1 ? lines[1] : ""
  }

  /// The commit that a revision names, in full; nil if it names none.
  func commit(_ revision: String) throws(RunFailure) -> String? {
    // Without the option's end, git takes a revision that begins with a hyphen for an option.
    let arguments = [
      "-C", top, "rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}",
    ]
    let output = try CheckTool.run(Command("git", arguments), within: .seconds(60), unless: stop)
    return output.exit.isSuccess ? output.lines.first : nil
  }

  /// The commit that is checked out.
  func head() throws(RunFailure) -> String {
    guard let head = try commit("HEAD") else { throw .failed("\(top) has no commit yet") }
    return head
  }

  /// The name of a commit's tree.
  func tree(of commit: String) throws(RunFailure) -> String {
    try run(["rev-parse", "--verify", "\(commit)^{tree}"]).first ?? ""
  }

  /// The name of a tree of the working tree's files as they are now, untracked ones included.
  func workingTree() throws(RunFailure) -> String {
    let index = try TemporaryIndex()
    try run(["read-tree", "HEAD"], index.environment)
    try run(["add", "--all"], index.environment)
    return try run(["write-tree"], index.environment).first ?? ""
  }

  /// Writes the files of a tree into a folder.
  func checkOut(_ tree: String, into folder: String) throws(RunFailure) {
    let index = try TemporaryIndex()
    try run(["read-tree", tree], index.environment)
    try run(["checkout-index", "--all", "--force", "--prefix=\(folder)/"], index.environment)
  }

  @discardableResult
  private func run(
    _ arguments: [String], _ environment: [String: String] = [:]
  ) throws(RunFailure) -> [String] {
    try Self.git(["-C", top] + arguments, environment, stop)
  }

  private static func git(
    _ arguments: [String], _ environment: [String: String], _ stop: StopSignal,
    refusal: String? = nil
  ) throws(RunFailure) -> [String] {
    let command = Command("git", arguments, environment: environment)
    let output = try CheckTool.run(command, within: .seconds(300), unless: stop)
    guard output.exit.isSuccess else {
      let line = "git \(arguments.joined(separator: " ")): \(output.reason)"
      throw .failed(refusal ?? line)
    }
    return output.lines
  }
}

/// A git index of its own, so that the user's index is not changed. Its file is removed with the
/// object.
private final class TemporaryIndex {
  private let folder: URL

  init() throws(RunFailure) {
    let name = "guardbench-\(ProcessInfo.processInfo.globallyUniqueString)"
    folder = FileManager.default.temporaryDirectory.appending(path: name)
    try RunFailure.attempt("create", folder.path) {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var environment: [String: String] { ["GIT_INDEX_FILE": folder.appending(path: "index").path] }
}
