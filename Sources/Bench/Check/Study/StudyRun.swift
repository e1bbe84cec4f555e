public import Foundation
public import Measurement
internal import Probe

/// Studies the check itself: runs it again and again on arms of which the truth is known, and keeps
/// a ledger of what it said.
///
/// The arms are two separate builds of one commit. Every check is a whole one, from its tuning to
/// its verdict, with a seed that follows from its number; only instructions are not counted, as
/// they do not vary. A slowdown is tuned before each check, as a machine goes from one speed to
/// another within minutes and steps that cost 5 % at one cost half of it at the other. What a check
/// writes beside its verdict is thrown away.
public struct StudyRun {
  private let study: Study
  private let request: CheckRequest
  private let source: CheckSource
  /// Keeps the arms where they are.
  private let builds: [CachedProgram]
  private let environment: CheckEnvironment
  private let ledger: Ledger
  private let revision: String

  /// Builds the arms and opens the ledger, which may hold the study's first checks.
  public init(
    _ study: Study, strategy: String, ledger url: URL, _ environment: CheckEnvironment,
    _ observer: inout some CheckObserver
  ) throws {
    self.study = study
    self.environment = environment
    let repository = try Repository(unless: environment.stop)
    let cache = ProgramCache(
      of: repository, product: environment.product, unless: environment.stop)
    let commit = try repository.head()
    let tree = try repository.tree(of: commit)
    builds = try [0, 1].map { copy in
      try cache.program(of: tree, copy: copy, named: "build \(copy + 1) of \(commit)") {
        observer.began($0)
      }
    }
    revision = commit
    source = .programs(base: builds[0].path, head: builds[1].path)
    var request = CheckRequest()
    request.strategies = [strategy]
    request.budgetSeconds = study.budgetSeconds
    request.countsInstructions = false
    self.request = request
    ledger = try Ledger(of: study, at: url, seed: Self.seed)
  }

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
    let hog = try hog()
    while !ledger.isComplete, ContinuousClock.now < end {
      request.injection = try injection(after: request.injection, &observer)
      let row = try check(request, &observer)
      try ledger.append(row)
      tell(row, ledger.plannedDoneCount)
    }
    try ledger.close()
    _ = consume hog
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
    } catch let refusal as UsageError {
      // While the machine is busy, the budget has no room for the fewest pairs.
      return LedgerRow(
        study: study, number: number, seed: seed, refusal: refusal.description,
        finishedAt: Date(), wallSeconds: (ContinuousClock.now - begin) / .seconds(1),
        revision: revision, machine: machine)
    }
    return LedgerRow(
      study: study, number: number, seed: seed, result: result, finishedAt: Date(),
      wallSeconds: (ContinuousClock.now - begin) / .seconds(1), revision: revision,
      machine: machine)
  }

  /// A process that keeps one core busy, if the study wants one; it ends with its value.
  private func hog() throws -> ChildProcess? {
    guard study.kind == .underLoad else { return nil }
    let core = try ProcessorSet.allowed().numbers.prefix(1)
    return try ChildProcess(
      Command("/bin/sh", ["-c", "while :; do :; done"], processors: ProcessorSet(core)))
  }

  /// The slowdown that the study injects, tuned here and now; `last` was the check's before.
  private func injection(
    after last: CheckRequest.Injection?, _ observer: inout some CheckObserver
  ) throws -> CheckRequest.Injection? {
    guard study.kind == .power else { return nil }
    observer.began("tuning the slowdown to \(study.slowdownPercent) %")
    let tuning = try InjectionTuning(request, source, environment)
    let tuned = try tuning.find(
      percent: study.slowdownPercent, from: last?.headSteps ?? InjectionTuning.firstSteps)
    observer.noted(
      "\(tuned.injection.headSteps) steps cost \(String(format: "%.2f", tuned.percent)) %")
    return tuned.injection
  }
}
