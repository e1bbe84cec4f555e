import ArgumentParser
import Foundation
import InstructionCounts
import Probe
import SessionGuards
import Tables
import UsageExit

@main
struct Instructions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "instructions",
    abstract: "Counts the instructions of an acquire with its release, beside twins in C.",
    discussion: """
      With --times the twins are also timed beside ours; a missed target is a finding there, and \
      no failure.

      Exit codes: 0 done, 1 failed, or a guard takes more than 2 instructions more than its twin \
      or more than were kept, 2 usage, 130 interrupted.
      """)

  @Option(help: "The program whose loop is over our guards.")
  var program = ".build-peers/guardbench"
  @Option(help: "Where the loops over their twins are.") var twins = ".build-peers"
  @Option(help: "The processor that both were compiled for.") var targetCPU = "plain"
  @Option(help: "The compiler that both were compiled with.") var toolchain: String
  @Option(help: "The commit that both were compiled from.") var revision: String?
  @Option(help: "Where costs are kept.") var kept = "../results/instructions.csv"
  @Flag(help: "Keep what is counted now; more than was kept is no failure then.") var keep = false
  @Option(help: "Write the counts to this file as JSON.") var json: String?
  @Option(help: "Time ours beside the twins as well, in so many pairs.") var times = 0
  @Option(help: "Seed of the pairs' order; random if absent, and printed.") var seed: UInt64?

  mutating func validate() throws {
    guard times >= 0 else { throw ValidationError("--times must be 0 or more") }
  }

  static func main() { runAsProgram() }

  func run() throws {
    try requirePrograms()
    do {
      try count()
    } catch let error where error.isInterruption {
      complain("interrupted; nothing was written")
      throw ExitCode(130)
    } catch let error where !(error is ExitCode) {
      complain("\(error)")
      throw ExitCode.failure
    }
  }

  private func count() throws {
    // First, so that what cannot be done is refused before a minute of counting.
    if keep, revision?.hasSuffix("-dirty") == true {
      complain("the tree is not clean; its counts would be said to be the commit's: commit first")
      throw ExitCode.failure
    }
    var known = try KeptCosts(file: kept)
    let stop = try StopSignal.install()
    let costs = try costs(unless: stop)
    if keep { known.keep(costs) }
    let report = CostReport(costs, beside: known)
    print(CostTable(report).text)
    if times > 0 { try time(unless: stop) }
    if let json { try JSONFile.encode(report).write(to: URL(filePath: json), options: .atomic) }
    if keep { try known.write(to: kept) }
    for fault in report.faults { complain(fault) }
    guard report.faults.isEmpty else { throw ExitCode.failure }
  }

  private func costs(unless stop: StopSignal) throws -> [PairCost] {
    let machine = try Probe.Machine.current()
    let build = BuildKey(
      architecture: machine.architecture, targetCPU: targetCPU, toolchain: toolchain,
      glibc: machine.glibc)
    let counter = InstructionCounter(unless: stop)
    return try Strategy.catalogue.map(\.name).map { strategy in
      let ours = try counter.instructionsPerTime { pairs in
        LoopProgram.ours(strategy, at: program).command(pairs)
      }
      let twin = try LoopProgram.twin(of: strategy, in: twins).map { twin in
        try counter.instructionsPerTime { twin.command($0) }
      }
      return PairCost(
        build: build, strategy: strategy, instructions: ours, twin: twin, revision: revision)
    }
  }

  private func time(unless stop: StopSignal) throws {
    let contests = LoopProgram.twins.compactMap { strategy in
      LoopProgram.twin(of: strategy, in: twins).map {
        TwinTimer.Contest(strategy, ours: .ours(strategy, at: program), twin: $0)
      }
    }
    let seed = seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
    let timer = TwinTimer(contests, on: try ProcessorSet.allowed(), unless: stop)
    let found = try timer.times(blocks: times, seed: seed)
    print("\n" + TwinTimeTable(found).text + " Seed \(seed).")
  }

  private func requirePrograms() throws {
    let programs =
      [program] + LoopProgram.twins.compactMap { LoopProgram.twin(of: $0, in: twins)?.executable }
    for program in programs where !FileManager.default.isExecutableFile(atPath: program) {
      throw ValidationError("no program \(program): `make loops` builds it")
    }
  }

  private func complain(_ message: String) {
    FileHandle.standardError.write(Data("instructions: \(message)\n".utf8))
  }
}

extension Error {
  /// Whether a signal asked this process to end.
  fileprivate var isInterruption: Bool {
    if case .interrupted? = self as? CountingError { return true }
    return self as? TimingError == .interrupted
  }
}
