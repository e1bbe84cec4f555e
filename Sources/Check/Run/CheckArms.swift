internal import CheckVerdicts
internal import Probe
internal import Scenarios
internal import TrialRows
internal import Trials

/// Both programs of a check, and where they come from.
struct CheckArms {
  let base: CheckProgram
  let head: CheckProgram
  /// What base is called: a commit, or a program's path.
  let baseName: String
  var headName: String?
  var headIsDirty: Bool?
  var baseTree: String?
  var headTree: String?
  /// Keeps both where they are.
  private var builds: [CachedProgram] = []

  subscript(arm: CheckArm) -> CheckProgram { arm == .base ? base : head }

  /// Takes the programs as they are.
  init(base: String, head: String, unless stop: StopSignal) throws(RunFailure) {
    self.base = try CheckProgram(at: base, .base, unless: stop)
    self.head = try CheckProgram(at: head, .head, unless: stop)
    baseName = base
    headName = head
  }

  /// Builds a revision and the working tree.
  init(
    building revision: String, unless stop: StopSignal, _ tell: (String) -> Void
  ) throws {
    let repository = try Repository(unless: stop)
    let cache = try ProgramCache(of: repository, unless: stop)
    guard let commit = try repository.commit(revision) else {
      throw UsageError.other("--base \(revision): there is no such revision in \(repository.top)")
    }
    let trees = (base: try repository.tree(of: commit), head: try repository.workingTree())
    let current = try repository.head()
    let name = "base (\(commit.prefix(12)))"
    let builds = (
      base: try cache.program(of: trees.base, named: name, tell),
      head: try cache.program(of: trees.head, named: "head (the working tree)", tell)
    )
    base = try CheckProgram(at: builds.base.path, .base, unless: stop)
    head = try CheckProgram(at: builds.head.path, .head, unless: stop)
    self.builds = [builds.base, builds.head]
    baseName = commit
    headName = current
    headIsDirty = try trees.head != repository.tree(of: current)
    (baseTree, headTree) = trees
  }

  /// The arms that come from there.
  static func of(
    _ source: CheckSource, unless stop: StopSignal, _ tell: (String) -> Void
  ) throws -> CheckArms {
    switch source {
    case .revision(let revision):
      try CheckArms(building: revision, unless: stop, tell)
    case .programs(let base, let head): try CheckArms(base: base, head: head, unless: stop)
    }
  }

  /// Who runs an arm's trials. Head's load drives both servers.
  func launchers(_ arm: CheckArm) -> TrialLaunchers {
    .of(self[arm].path, load: head.path)
  }
}
