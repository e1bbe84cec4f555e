import ArgumentParser
import Foundation
import Glibc
import Pairing
import Probe
import UsageExit

@main
struct Yardstick: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "yardstick",
    abstract: "Measures guardbench's server and load generator against their C peers, in pairs.",
    discussion: """
      Exit codes: 0 done, 1 failed (or a self-test that refutes itself), 2 usage, 130 interrupted.
      A missed target is a finding, not a failure: it is printed, and the exit code is 0.
      """)

  @Option(help: "Pairs of each comparison, each in fresh processes.") var pairs = 30
  @Option(help: "Seconds that each trial measures.") var seconds = 1.0
  @Option(help: "Seconds before that.") var warmUp = 0.3
  @Option(help: "Seed of the order; random if absent, and printed.") var seed: UInt64?
  @Option(help: "Write everything, samples too, to this new file.") var json: String?
  @Option(help: "Messages under way on each connection, one or several.") var depths = "1,8,64"
  @Option(help: "Depths at which the generators are compared too.") var generatorDepths = "64"
  @Option(help: "Connections.") var connections = 64
  @Option(help: "Bytes of each payload.") var payload = 64
  @Option(help: "Threads of each server.") var reactors = 1
  @Option(help: "Threads of each generator.") var threads = 1
  @Flag(help: "Let the kernel place the threads, instead of one CPU for each side.")
  var unpinned = false
  @Option(help: "Where guardbench is.") var guardbench = "../.build/release/guardbench"
  @Option(help: "Where the C peers are.") var peers = ".build-peers"
  @Flag(help: "Put the C peers in guardbench's place: every ratio must hold 1.")
  var selfTest = false

  mutating func validate() throws {
    guard pairs >= 1 else { throw ValidationError("--pairs must be at least 1") }
    guard seconds > 0, warmUp >= 0 else { throw ValidationError("--seconds must be positive") }
    guard connections >= 1, reactors >= 1, (1...connections).contains(threads) else {
      throw ValidationError("needs a reactor, a connection, and a connection for each thread")
    }
    guard (1...65535).contains(payload) else {
      throw ValidationError("--payload must be between 1 and 65535")
    }
    let leastPairs = SelfTest(of: try cells).leastPairs
    guard !selfTest || pairs >= leastPairs else {
      throw ValidationError("--self-test needs at least \(leastPairs) pairs here")
    }
  }

  static func main() { runAsProgram() }

  func run() throws {
    do {
      try measure()
    } catch TrialError.interrupted {
      complain("interrupted; nothing was written")
      throw ExitCode(130)
    } catch let error where error is TrialError || error is ResultFileError {
      complain("\(error)")
      throw ExitCode.failure
    }
  }

  private func measure() throws {
    try requirePrograms()
    let file = try json.map { path throws(ResultFileError) in try ResultFile(path) }
    let seed = seed ?? UInt64.random(in: 0...UInt64(UInt32.max))
    let run = PairedRun(cells: try cells, setting: try setting, seed: seed)
    var machine = Pairing.Machine()
    var progress = ProgressLines(run: run, blocks: pairs)
    progress.begin()
    let (results, samples) = try run.run(blocks: pairs, unless: StopSignal.install()) {
      progress.report($0, $1)
    }
    machine.finish()
    let report = YardstickReport(
      isSelfTest: selfTest, seed: seed, pairs: pairs,
      // 95 % for each comparison; a self-test asks more, as it fails when any one of them errs.
      confidence: selfTest ? SelfTest(of: run.cells).confidence : 0.95,
      setting: run.setting,
      machine: machine, arguments: Array(CommandLine.arguments.dropFirst()), cells: run.cells,
      results: results, samples: samples)
    print(YardstickTable(report).text)
    try file?.write(report.encoded())
    if selfTest { try judge(report) }
  }

  private func judge(_ report: YardstickReport) throws {
    let refuted = report.refutedFindings
    for finding in refuted {
      complain("self-test: \(finding.ours) / \(finding.theirs) at depth \(finding.depth) is not 1")
    }
    guard refuted.isEmpty else { throw ExitCode.failure }
    print("self-test: every interval holds 1")
  }
}

extension Yardstick {
  private var cells: [Cell] {
    get throws {
      let depths = try numbers(depths, "--depths")
      let withGenerators = try numbers(generatorDepths, "--generator-depths")
      guard !depths.isEmpty, withGenerators.allSatisfy(depths.contains) else {
        throw ValidationError("--generator-depths must be among --depths")
      }
      let contestants =
        selfTest
        ? Contestants(peers: peers) : Contestants(guardbench: guardbench, peers: peers)
      return depths.map {
        contestants.cell(depth: $0, withGenerators: withGenerators.contains($0))
      }
    }
  }

  private func numbers(_ text: String, _ option: String) throws -> [Int] {
    try text.split(separator: ",").map { part in
      guard let number = Int(part), (1...1_000_000).contains(number) else {
        throw ValidationError("\(option) wants numbers from 1 to 1000000 with commas between")
      }
      return number
    }
  }

  private var setting: Setting {
    get throws {
      var setting = Setting()
      setting.connections = connections
      setting.payloadBytes = payload
      setting.reactors = reactors
      setting.loadThreads = threads
      setting.warmUpSeconds = warmUp
      setting.seconds = seconds
      let allowed = try ProcessorSet.allowed().numbers
      // One thread on each side and a CPU for each: otherwise a pin would only get in the way.
      if !unpinned, allowed.count >= 2, reactors == 1, threads == 1 {
        setting.serverProcessors = ProcessorSet([allowed[0]])
        setting.loadProcessors = ProcessorSet([allowed[1]])
      }
      return setting
    }
  }

  private func requirePrograms() throws {
    for name in ["twin", "raw_echo", "load"] where !isProgram("\(peers)/\(name)") {
      throw ValidationError("no \(name) in \(peers): `make peers` builds it")
    }
    guard selfTest || isProgram(guardbench) else {
      throw ValidationError("no guardbench at \(guardbench): build it, or try --self-test")
    }
  }

  private func isProgram(_ path: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: path)
  }

  private func complain(_ message: String) {
    FileHandle.standardError.write(Data("yardstick: \(message)\n".utf8))
  }
}
