public import Bench
public import CheckVerdicts
public import Foundation
internal import Probe
internal import TrialRows
internal import Trials

/// Studies the check itself: runs it again and again on arms of which the truth is known, and keeps
/// a ledger of what it said.
///
/// The arms are two separate builds of one commit. Every check is a whole one, from its tuning to
/// its verdict, with a seed that follows from its number; only instructions are not counted, as
/// they do not vary. A slowdown is tuned before each check and measured again after it, as a
/// machine goes from one speed to another within minutes and steps that cost 5 % at one cost half
/// of it at the other. What a check writes beside its verdict is thrown away.
///
/// The ledger's folder belongs to it meanwhile, as another study would write over its rows.
public struct StudyRun: ~Copyable {
  private let study: Study
  private let request: CheckRequest
  private let source: CheckSource
  /// Keeps the arms where they are.
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
    let arms = try CheckArms.of(source, unless: environment.stop) { _ in }
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

  /// After so many failed checks in a row something else is wrong than a check now and then; beside
  /// a busy process failures are part of the answer, and end nothing.
  private static let mostFailuresCount = 3

  /// What all studies draw from; another one would be another study.
  private static let seed: UInt64 = 20_261_125

  /// How many of the planned checks are in the ledger.
  public var plannedDoneCount: Int { ledger.plannedDoneCount }

  /// Runs the checks that are left, until the time is over; a check that was begun is finished.
  ///
  /// Tells each, and how many of the planned ones are in the ledger with it.
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
        // The check is finished: what comes to nothing now must not lose it.
        row.percentAfter = try? InjectionTuning(request, source, environment).percent(
          of: tuned.injection, sought: study.slowdownPercent)
      }
      try ledger.append(row)
      tell(row, ledger.plannedDoneCount)
      failuresCount = row.outcome == .harnessError ? failuresCount + 1 : 0
      guard failuresCount < Self.mostFailuresCount || row.kind == .underLoad else {
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
      // A check that fails before its first pair has failed: run again, it would be another one.
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

  /// Somebody else's process that keeps one core busy, if the study wants one.
  private func bystander() throws -> Bystander? {
    guard study.kind == .underLoad else { return nil }
    return try Bystander(on: ProcessorSet(ProcessorSet.allowed().numbers.prefix(1)))
  }

  /// The slowdown that the study injects, tuned here and now; `last` was the check's before.
  ///
  /// Where none can be found nothing is injected, and the study stops before the check.
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
