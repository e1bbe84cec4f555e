public import Bench
public import CheckVerdicts
public import Foundation
internal import Probe
internal import TrialRows
internal import Trials

/// A study of the check itself: runs it many times on arms whose difference is known, and keeps a
/// ledger of the outcomes.
///
/// The arms are two separate builds of one commit. Every check is a whole one, from its tuning to
/// its verdict, with a seed that follows from its number; only instructions are not counted, as
/// they do not vary. A slowdown is tuned before each check and measured again after it: the speed
/// of a machine changes within minutes, and steps that cost 5 % at one speed cost half of that at
/// another. The files of a check are removed.
///
/// The study holds the claim of the ledger's folder, as another study would write over its rows.
public struct StudyRun: ~Copyable {
  private let study: Study
  private let request: CheckRequest
  private let source: CheckSource
  /// Keeps the builds of the arms in the cache.
  private let builds: [CachedProgram]
  private let environment: RunEnvironment
  private let ledger: Ledger
  private let claim: FolderClaim
  private let revision: String

  /// Builds the arms and opens the ledger, which may hold the study's first checks on this machine.
  public init(
    _ study: Study, ledger url: URL, _ environment: RunEnvironment,
    _ observer: inout some CheckObserver
  ) throws {
    var request = CheckRequest()
    request.strategies = .named([study.strategy])
    request.budgetSeconds = study.budgetSeconds
    request.countsInstructions = false
    _ = try request.cells()
    let folder = url.deletingLastPathComponent()
    let claim = try FolderClaim.take(
      of: folder.path,
      orFail: "\(folder.relativePath) is being written by another study: wait for it")
    let repository = try Repository(unless: environment.stop)
    let cache = try ProgramCache(of: repository, unless: environment.stop)
    let commit = try repository.head()
    let tree = try repository.tree(of: commit)
    let builds = try [0, 1].map { copy in
      try cache.program(of: tree, copy: copy, named: "build \(copy + 1) of \(commit)") {
        observer.began($0)
      }
    }
    let source = CheckSource.programs(base: builds[0].path, head: builds[1].path)
    let arms = try CheckArms(source, unless: environment.stop)
    guard arms.head.guards.contains(study.strategy) else {
      throw UsageError.other(
        "--strategy \(study.strategy): the program has no such strategy, see `list`")
    }
    let study = study.on(MachineRecord(environment.machine))
    ledger = try Ledger(of: study, at: url, seed: Self.seed)
    self.study = study
    self.request = request
    self.source = source
    self.builds = builds
    self.environment = environment
    self.claim = claim
    revision = commit
  }

  /// The failed checks in a row that end a study, as they have a common cause. Beside a busy
  /// process failures are part of the result and do not end it.
  private static let mostFailuresCount = 3

  /// The seed of all studies. With another one the checks would be others.
  private static let seed: UInt64 = 20_261_125

  /// The number of planned checks that are in the ledger.
  public var plannedDoneCount: Int { ledger.plannedDoneCount }

  /// Runs the remaining checks until the time is over. A check that was begun is finished.
  ///
  /// `tell` receives each row, and the number of planned checks that are in the ledger with it.
  public func run(
    for limit: Duration, _ observer: inout some CheckObserver, tell: (LedgerRow, Int) -> Void
  ) throws {
    if ledger.isComplete { return }
    let end = ContinuousClock.now + limit
    var request = request
    let bystander = try bystander()
    var failuresCount = 0
    while !ledger.isComplete, ContinuousClock.now < end {
      let tuned = try injection(after: request.injection, &observer)
      request.injection = tuned?.injection
      var row = try check(request, &observer)
      if let tuned {
        row.injectedPercent = tuned.percent
        // The check is finished: a failure of this measurement must not lose its row.
        row.percentAfter = try? InjectionTuning(request, source, environment).percent(
          of: tuned.injection, sought: study.slowdownPercent)
      }
      try ledger.append(row)
      tell(row, ledger.plannedDoneCount)
      failuresCount = row.outcome == .harnessError ? failuresCount + 1 : 0
      guard failuresCount < Self.mostFailuresCount || row.study.kind == .underLoad else {
        throw RunFailure.failed("\(failuresCount) checks failed in a row: \(row.remark ?? "")")
      }
    }
    try ledger.close()
    _ = consume bystander
  }

  private func check(
    _ request: CheckRequest, _ observer: inout some CheckObserver
  ) throws -> LedgerRow {
    var request = request
    let number = ledger.nextNumber
    let seed = ledger.seed(of: number)
    request.seed = seed
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "guardbench-\(ProcessInfo.processInfo.globallyUniqueString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let begin = ContinuousClock.now
    let machine = MachineRecord(environment.machine)
    let result: CheckResult
    do {
      let run = try CheckRun(
        request, of: source, in: CheckDirectory(path: folder.path), environment)
      result = try run.finish(&observer).result
    } catch RunFailure.interrupted {
      throw RunFailure.interrupted(
        "\(ledger.finishedCount) checks are in the ledger, and the one under way is run again")
    } catch RunFailure.failed(let line) {
      // A check that fails before its first pair counts as failed: run again it would be another.
      return LedgerRow(
        study: study, number: number, seed: seed, refusal: line, finishedAt: Date(),
        wallSeconds: (ContinuousClock.now - begin) / .seconds(1), revision: revision,
        machine: machine)
    }
    return LedgerRow(
      study: study, number: number, seed: seed, result: result, finishedAt: Date(),
      wallSeconds: (ContinuousClock.now - begin) / .seconds(1), revision: revision,
      machine: machine)
  }

  /// Starts the process that keeps one core busy, if the study has one.
  private func bystander() throws -> Bystander? {
    guard study.kind == .underLoad else { return nil }
    return try Bystander(on: ProcessorSet(ProcessorSet.allowed().numbers.prefix(1)))
  }

  /// Tunes the slowdown that the study injects, beginning at that of the check before; nil in a
  /// study without one.
  ///
  /// The study stops before the check if no steps cost as much.
  private func injection(
    after last: CheckRequest.Injection?, _ observer: inout some CheckObserver
  ) throws -> (injection: CheckRequest.Injection, percent: Double)? {
    guard study.kind == .power else { return nil }
    observer.began("tuning the slowdown to \(study.slowdownPercent) %")
    let tuning = try InjectionTuning(request, source, environment)
    let tuned = try tuning.find(
      percent: study.slowdownPercent, from: last?.headSteps ?? InjectionTuning.firstSteps)
    observer.noted(
      "\(tuned.injection.headSteps) steps cost \(String(format: "%.2f", tuned.percent)) %")
    return tuned
  }
}
