import Foundation
import Testing

@testable import CheckVerdicts
@testable import Tables
@testable import TrialRows

struct LedgerTests {
  private let study = Study(
    kind: .falseAlarms, strategy: "packed", slowdownPercent: 0, budgetSeconds: 20, plannedCount: 3
  ).on(LedgerTests.machine)

  private static var machine: MachineRecord {
    var machine = MachineRecord()
    machine.cpuModel = "Example CPU"
    machine.coresCount = 2
    machine.kernel = "6.1"
    return machine
  }

  private func withFile(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "ledger.csv"))
  }

  @Test func `checks that do not count are run beside the planned ones, and stay in the ledger`()
    throws
  {
    try withFile { url in
      let ledger = try Ledger(of: study, at: url, seed: 9)
      var blind = row(0)
      blind.outcome = .inconclusive
      blind.couldReject = false
      try ledger.append(blind)
      #expect(ledger.finishedCount == 1 && ledger.plannedDoneCount == 0)
      for number in 1...3 {
        #expect(!ledger.isComplete)
        try ledger.append(row(number))
      }
      #expect(ledger.isComplete && ledger.finishedCount == 4)
      try ledger.close()
      let again = try Ledger(of: study, at: url, seed: 9)
      #expect(again.isComplete && again.nextNumber == 4 && again.plannedDoneCount == 3)
    }
  }

  @Test func `beside a busy process a check that can tell nothing is one of the planned`() throws {
    try withFile { url in
      let study = Study(
        kind: .underLoad, strategy: "packed", slowdownPercent: 0, budgetSeconds: 20, plannedCount: 1
      ).on(Self.machine)
      let ledger = try Ledger(of: study, at: url, seed: 9)
      var blind = row(0, of: study)
      blind.couldReject = false
      try ledger.append(blind)
      #expect(ledger.isComplete && !blind.counts)
    }
  }

  @Test func `a check that could not begin proves nothing of false alarms, and has found nothing`()
    throws
  {
    let power = Study(
      kind: .power, strategy: "packed", slowdownPercent: 5, budgetSeconds: 20, plannedCount: 3)
    for (study, counts) in [(study, false), (power, true)] {
      let row = LedgerRow(
        study: study, number: 0, seed: 1, refusal: "no time", finishedAt: Date(), wallSeconds: 1,
        revision: nil, machine: MachineRecord())
      #expect(row.counts == counts && row.outcome == .harnessError && row.remark == "no time")
    }
  }

  @Test func `the row of an invalid instrument says which control was broken`() {
    var example = CheckExample()
    example.identicalRatio = 1.05
    let row = LedgerRow(
      study: study, number: 0, seed: 1, result: example.result, finishedAt: Date(),
      wallSeconds: 1, revision: nil, machine: MachineRecord())
    #expect(row.outcome == .instrumentInvalid)
    #expect(row.remark?.hasPrefix("control broken: identical, brief stage, cpu_per_op_ns") == true)
  }

  private func row(_ number: Int, of study: Study? = nil, seed: UInt64 = 1) -> LedgerRow {
    LedgerRow(
      study: study ?? self.study, number: number, seed: seed, result: CheckExample().result,
      finishedAt: Date(timeIntervalSince1970: 0), wallSeconds: 12, revision: "abc1234",
      machine: Self.machine)
  }

  @Test func `a study goes on where it stopped, with the seeds that it would have had`() throws {
    try withFile { url in
      let ledger = try Ledger(of: study, at: url, seed: 9)
      let seeds = [ledger.seed(of: 0), ledger.seed(of: 1)]
      try ledger.append(row(0, seed: seeds[0]))
      try ledger.close()
      let again = try Ledger(of: study, at: url, seed: 9)
      #expect(again.nextNumber == 1 && !again.isComplete)
      #expect(again.seed(of: 0) == seeds[0] && again.seed(of: 1) == seeds[1])
      #expect(seeds[0] != seeds[1])
      try again.append(row(1))
      try again.append(row(2))
      #expect(again.isComplete)
      #expect(throws: Ledger.Failure.complete(plannedCount: 3)) { try again.append(row(3)) }
      let rows = try Table<LedgerRow>(csv: [UInt8](Data(contentsOf: url))).rows
      #expect(rows.map(\.number) == [0, 1, 2])
      #expect(rows[0].date == "1970-01-01T00:00:00Z")
      #expect(rows[0].machine == "Example CPU, 2 cores, 6.1")
      #expect(rows[0].outcome == .pass && rows[0].couldReject)
      #expect(rows[0].cpu.verdict == .pass && rows[0].wall.verdict == .pass)
      let ends = [rows[0].cpu.low, rows[0].cpu.high, rows[0].wall.low, rows[0].wall.high]
      #expect(ends.allSatisfy { $0.map { (0.99...1.01).contains($0) } ?? false })
      #expect(rows[0].remark == nil)
    }
  }

  @Test func `a torn line is cut off, and its check is run again with its seed`() throws {
    try withFile { url in
      let text = Table([row(0), row(1)]).csv
      try Data(text.utf8.dropLast(4)).write(to: url)
      // A reader of the rows gets an error, and not a ledger with one row less.
      #expect(throws: TableError.tornLine(line: 3)) {
        try Table<LedgerRow>(csv: [UInt8](Data(contentsOf: url)))
      }
      let ledger = try Ledger(of: study, at: url, seed: 9)
      #expect(ledger.nextNumber == 1)
      try ledger.append(row(1))
      try ledger.close()
      let rows = try Table<LedgerRow>(csv: [UInt8](Data(contentsOf: url))).rows
      #expect(rows == [row(0), row(1)])
    }
  }

  @Test func `the number of checks is fixed before the first`() throws {
    try withFile { url in
      let ledger = try Ledger(of: study, at: url, seed: 9)
      try ledger.append(row(0))
      try ledger.close()
      let before = try Data(contentsOf: url)
      let longer = Study(
        kind: .falseAlarms, strategy: "packed", slowdownPercent: 0, budgetSeconds: 20,
        plannedCount: 9
      ).on(Self.machine)
      #expect(throws: Ledger.Failure.replanned(planned: 3, asked: 9)) {
        try Ledger(of: longer, at: url, seed: 9)
      }
      #expect(try Data(contentsOf: url) == before)
      // A study of another kind or strategy may lie in the same file.
      let mutex = Study(
        kind: .falseAlarms, strategy: "mutex", slowdownPercent: 0, budgetSeconds: 20,
        plannedCount: 9
      ).on(Self.machine)
      #expect(try Ledger(of: mutex, at: url, seed: 9).nextNumber == 0)
      let power = Study(
        kind: .power, strategy: "packed", slowdownPercent: 5, budgetSeconds: 60, plannedCount: 59
      ).on(Self.machine)
      #expect(try Ledger(of: power, at: url, seed: 9).nextNumber == 0)
    }
  }

  @Test func `another processor has a study of its own, a newer kernel has not`() throws {
    try withFile { url in
      let ledger = try Ledger(of: study, at: url, seed: 9)
      try ledger.append(row(0))
      try ledger.close()
      var updated = Self.machine
      updated.kernel = "6.2"
      #expect(try Ledger(of: study.on(updated), at: url, seed: 9).nextNumber == 1)
      var other = Self.machine
      other.cpuModel = "Other CPU"
      #expect(try Ledger(of: study.on(other), at: url, seed: 9).nextNumber == 0)
      other = Self.machine
      other.coresCount = 64
      #expect(try Ledger(of: study.on(other), at: url, seed: 9).nextNumber == 0)
      #expect(study.on(MachineRecord()).processor == nil)
    }
  }

  @Test func `no row is left out, doubled or inserted`() throws {
    try withFile { url in
      let ledger = try Ledger(of: study, at: url, seed: 9)
      #expect(throws: Ledger.Failure.notNext(number: 1, expected: 0)) { try ledger.append(row(1)) }
      let other = Study(
        kind: .power, strategy: "packed", slowdownPercent: 5, budgetSeconds: 20, plannedCount: 3
      ).on(Self.machine)
      #expect(throws: Ledger.Failure.otherStudy) { try ledger.append(row(0, of: other)) }
      try ledger.append(row(0))
      try ledger.close()
      try Data(Table([row(0), row(2)]).csv.utf8).write(to: url)
      #expect(throws: Ledger.Failure.notNext(number: 2, expected: 1)) {
        try Ledger(of: study, at: url, seed: 9)
      }
    }
  }
}
