internal import CheckVerdicts
internal import Probe
internal import Scenarios
internal import TrialRows
internal import Trials

/// The two programs of a check, base and head, and their origin.
struct CheckArms {
  let base: CheckProgram
  let head: CheckProgram
  /// The name of base: a commit, or the path of a program.
  let baseName: String
  var headName: String?
  var headIsDirty: Bool?
  var baseTree: String?
  var headTree: String?
  /// Keeps the builds in the cache while the check uses them.
  private var builds: [CachedProgram] = []

  subscript(arm: CheckArm) -> CheckProgram { arm == .base ? base : head }

  /// Takes two programs that are already built, or builds a revision and the working tree.
  init(
    _ source: CheckSource, unless stop: StopSignal, _ tell: (String) -> Void = { _ in }
  ) throws {
    let paths: (base: String, head: String)
    switch source {
    case .programs(let base, let head):
      paths = (base, head)
      baseName = base
      headName = head
    case .revision(let revision):
      let repository = try Repository(unless: stop)
      let cache = try ProgramCache(of: repository, unless: stop)
      guard let commit = try repository.commit(revision) else {
        throw UsageError.other(
          "--base \(revision): there is no such revision in \(repository.top)")
      }
      let trees = (base: try repository.tree(of: commit), head: try repository.workingTree())
      let current = try repository.head()
      let name = "base (\(commit.prefix(12)))"
      let base = try cache.program(of: trees.base, named: name, tell)
      let head = try cache.program(of: trees.head, named: "head (the working tree)", tell)
      paths = (base.path, head.path)
      builds = [base, head]
      baseName = commit
      headName = current
      headIsDirty = try trees.head != repository.tree(of: current)
      (baseTree, headTree) = trees
    }
    base = try CheckProgram(at: paths.base, .base, unless: stop)
    head = try CheckProgram(at: paths.head, .head, unless: stop)
  }

  /// The launchers of an arm's trials. Both servers are loaded by head's load.
  func launchers(_ arm: CheckArm) -> TrialLaunchers {
    .of(self[arm].path, load: head.path)
  }
}
