import Foundation
import ModelChecker
import Mutants
import Probe
import SessionGuards
import Tables
import Verification

/// Looks for every mutant and every sketch on every rung, and writes what it found as a table and a
/// page.
///
///     killmatrix FOLDER            writes kill-matrix.csv and kill-matrix.md there, each at once
///     killmatrix FOLDER STRATEGY   looks for that strategy's alone, and keeps other rows
///     killmatrix late-use          lets a session be used after its end, for a sanitizer to see
///     killmatrix relaxed-release   gives a lease back without a release, for a sanitizer to see
///     killmatrix right             plays both by the right guards, for a sanitizer to pass
///
/// Exit codes: 0 done, 1 failed or a mutant survived, 2 usage, 6 a violation was seen.
@main
struct Killmatrix {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard let argument = arguments.first, arguments.count <= 2 else {
      complain("usage: killmatrix FOLDER [STRATEGY] | late-use | relaxed-release | right")
      exit(2)
    }
    do {
      if arguments.count == 2 {
        return try write(to: URL(filePath: argument), only: arguments.last)
      }
      switch argument {
      case "late-use": tell(try lateUse())
      case "relaxed-release": tell(try relaxedRelease())
      case "right":
        tell(try Stress.run(LockGuard<DelayedLock, DelayedWord>.self, lateUsePlan))
        tell(try Stress.run(PackedGuard<DelayedWord>.self, relaxedReleasePlan))
      default: try write(to: URL(filePath: argument))
      }
    } catch {
      complain("killmatrix: \(error)")
      exit(1)
    }
  }

  /// Looks for every mutant and sketch, or for those of one strategy, and writes the matrix.
  private static func write(to folder: URL, only strategy: String? = nil) throws {
    let csv = folder.appending(path: "kill-matrix.csv")
    let known = strategy == nil ? [] : try Table<KillRow>(csv: [UInt8](Data(contentsOf: csv))).rows
    var matrix = KillMatrix()
    // Built beside this program, by `make kill-matrix`.
    let program = URL(filePath: try ExecutablePath.current()).deletingLastPathComponent()
      .appending(path: "mutantbench").path
    matrix.server = ServerRung(program: program)
    let all = Mutant.all, sketches = Sketch.all, weakenings = Mutant.weakenings
    func isWanted(_ subject: some KillSubject) -> Bool {
      subject.strategy == strategy ?? subject.strategy
    }
    let count =
      all.count(where: isWanted) + sketches.count(where: isWanted)
      + weakenings.count(where: isWanted)
    var number = 0
    func rows(_ subjects: [some KillSubject], _ kind: KillRow.Kind) throws -> [KillRow] {
      try subjects.flatMap { subject in
        guard isWanted(subject) else {
          return known.filter { $0.kind == kind && $0.subject == subject.description }
        }
        number += 1
        complain("\(number) of \(count): \(subject)")
        return try matrix.rows(subject, kind)
      }
    }
    let table = try Table(
      rows(all, .mutant) + rows(sketches, .sketch) + rows(weakenings, .weakening))
    let page = KillPage(table)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // At once: a file is written under another name and then takes the old one's place.
    try Data(table.csv.utf8).write(to: csv, options: .atomic)
    try Data(page.markdown.utf8).write(
      to: folder.appending(path: "kill-matrix.md"), options: .atomic)
    if !page.survivors.isEmpty {
      complain("survived: \(page.survivors.joined(separator: "; "))")
      exit(1)
    }
  }

  private static func tell(_ report: StressReport) {
    guard let violation = report.violation else {
      print("no violation, plays: \(report.plays)")
      return
    }
    print(violation)
    exit(6)
  }

  /// A sender is held in a session, without the lock that it should have, until the session is
  /// gone.
  private static func lateUse() throws -> StressReport {
    try Mutant.named("lease without the lock", "mutex").stress(lateUsePlan)
  }

  /// A lease is given back without a release before the owner reclaims, which no x86 processor
  /// shows.
  private static func relaxedRelease() throws -> StressReport {
    try Mutant.named("decrement relaxed", "packed").stress(relaxedReleasePlan)
  }

  private static var lateUsePlan: StressPlan {
    plan([
      Hold("owner", at: "acquire.lock", until: "session.use"),
      Hold("sender", at: "session.work", until: "reclaim.done"),
    ])
  }

  private static var relaxedReleasePlan: StressPlan {
    plan([Hold("owner", at: "acquire.count", until: "release.count")])
  }

  /// One sender and one owner, once.
  private static func plan(_ holds: [Hold]) -> StressPlan {
    var plan = StressPlan(seed: 1, batches: 1)
    plan.slots = 1
    plan.threads = 2
    plan.scenarios = Scenario.all.filter { $0.name == "one-sender" }
    plan.drawsScenarios = false
    plan.disturbance.delayOdds = 0
    plan.disturbance.holds = holds
    return plan
  }

  private static func complain(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
