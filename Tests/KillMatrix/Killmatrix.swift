import Foundation
import Measurement
import ModelChecker
import Mutants
import Probe
import Verification

/// Looks for every wrong variant on every rung, and writes what it found as a table and a page.
///
///     killmatrix FOLDER     writes kill-matrix.csv and kill-matrix.md there, each at once
///     killmatrix late-use   lets one session be used after its end, for a sanitizer to see
///
/// Exit codes: 0 done, 1 failed or a variant survived, 2 usage, 6 the late use was seen.
@main
struct Killmatrix {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard let argument = arguments.first, arguments.count == 1 else {
      complain("usage: killmatrix FOLDER | late-use")
      exit(2)
    }
    do {
      try argument == "late-use" ? useLate() : write(to: URL(filePath: argument))
    } catch {
      complain("killmatrix: \(error)")
      exit(1)
    }
  }

  private static func write(to folder: URL) throws {
    let matrix = KillMatrix()
    let all = Mutant.all, sketches = Sketch.all, weakenings = Mutant.weakenings
    let count = all.count + sketches.count + weakenings.count
    var number = 0
    func progress(_ variant: String) {
      number += 1
      complain("\(number) of \(count): \(variant)")
    }
    let rows =
      try matrix.rows(all, .mutant, progress: progress)
      + matrix.rows(sketches, .sketch, progress: progress)
      + matrix.rows(weakenings, .weakening, progress: progress)
    let table = Table(rows)
    let page = KillPage(table)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // At once: a file is written under another name and then takes the old one's place.
    try Data(table.csv.utf8).write(
      to: folder.appending(path: "kill-matrix.csv"), options: .atomic)
    try Data(page.markdown.utf8).write(
      to: folder.appending(path: "kill-matrix.md"), options: .atomic)
    if !page.survivors.isEmpty {
      complain("survived: \(page.survivors.joined(separator: "; "))")
      exit(1)
    }
  }

  private static func useLate() throws {
    guard let violation = try lateUse().violation else { return }
    print(violation)
    exit(6)
  }

  #if THREAD_SANITIZER
  /// Sessions are used when their lock was given back. Nothing is held or altered: the
  /// sanitizer has been silent where something was, and it is not known why.
  private static func lateUse() throws -> StressReport {
    try Mutant.named("lock given back before the use", "mutex")
      .stress(StressPlan(seed: 1, batches: 20))
  }
  #else
  /// A sender is held in a session, without the lock that it should have, until the session is
  /// gone.
  private static func lateUse() throws -> StressReport {
    var plan = StressPlan(seed: 1, batches: 1)
    plan.slots = 1
    plan.threads = 2
    plan.scenarios = Scenario.all.filter { $0.name == "one-sender" }
    plan.drawsScenarios = false
    plan.disturbance.delayOdds = 0
    plan.disturbance.holds = [
      Hold("owner", at: "acquire.lock", until: "session.use"),
      Hold("sender", at: "session.work", until: "reclaim.done"),
    ]
    return try Mutant.named("lease without the lock", "mutex").stress(plan)
  }
  #endif

  private static func complain(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
