internal import Glibc
internal import LoadGenerator
public import Probe
public import TrialRows
public import Trials

/// Runs a trial of the server tier: a fresh server process and a fresh load process.
public struct ServerLauncher: TrialLauncher {
  private let server: String
  private let load: String

  /// Names the program that has the contenders and understands `serve`, and the one that
  /// understands `load`.
  public init(server: String, load: String) {
    self.server = server
    self.load = load
  }

  public func run(
    _ plan: TrialPlan, into sample: inout TrialRow, unless stop: StopSignal
  ) throws(TrialFailure) -> TrialOutcome {
    let setting: ServerSetting
    do {
      setting = try ServerSetting(plan)
    } catch {
      throw .process(error.description)
    }
    let halves = try Halves(setting)
    var server = try ChildProcess.start(self.server, "serve", setting.serve, on: halves.server)
    let listening = try server.value(Listening.self, within: .seconds(30), unless: stop)
    var load = setting.load
    load.port = listening.port
    load.token = listening.token
    // Connecting ten thousand clients takes seconds; a minute more than planned is a hang.
    let limit = Duration.seconds(
      load.warmUpSeconds + load.durationSeconds + load.drainSeconds + 60)
    let client: Result<LoadReport, TrialFailure> = Result { () throws(TrialFailure) in
      var client = try ChildProcess.start(self.load, "load", load, on: halves.load)
      return try client.report(LoadReport.self, within: limit, unless: stop, "the load")
    }
    // Whatever became of the load: the server may know why. It drains now, and gives a hung drain
    // up by itself; a minute is a hang of another kind.
    server.send(SIGTERM)
    let served = try server.report(
      ServeReport.self, within: .seconds(60), unless: stop, "the server")
    let loaded: LoadReport
    do {
      loaded = try client.get()
    } catch {
      if served.violationsCount > 0 { return TrialOutcome(served.findings) }
      throw error.explained(by: served)
    }
    let result = ServerResult(setting, served, loaded)
    try result.describe(in: &sample)
    return TrialOutcome(ServerOracle(result).findings, durations: result.durations)
  }
}

/// Where the two processes run: each on cores of its own, unless the server's own threads need to
/// meet.
private struct Halves {
  var server: ProcessorSet?
  var load: ProcessorSet?

  init(_ setting: ServerSetting) throws(TrialFailure) {
    let cores: [Int]
    do {
      cores = try ProcessorSet.allowed().numbers
    } catch {
      throw TrialFailure(error)
    }
    let reactors = setting.serve.reactors
    guard setting.serve.push.senders == 0, reactors < cores.count else { return }
    server = ProcessorSet(cores.prefix(reactors))
    load = ProcessorSet(cores.dropFirst(reactors))
  }
}
