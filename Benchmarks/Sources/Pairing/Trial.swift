internal import Foundation
public import Probe

/// Runs an arm once, in fresh processes.
public struct Trial {
  let arm: Arm
  let depth: Int
  let setting: Setting
  let stop: StopSignal?

  public init(_ arm: Arm, depth: Int, setting: Setting, unless stop: StopSignal? = nil) {
    self.arm = arm
    self.depth = depth
    self.setting = setting
    self.stop = stop
  }

  /// Longer than starting, connecting or draining take where nothing is wrong.
  private static let grace = Duration.seconds(20)

  public func run() throws(TrialError) -> Outcome {
    let serverCommand = arm.server.command(setting)
    var server = try start(serverCommand)
    let first: String?
    do {
      first = try server.nextLine(within: Self.grace, unless: stop)
    } catch {
      throw Self.loss(of: serverCommand, error)
    }
    // A server that ends without a word has failed, and says why on its error output.
    if first == nil { try success(of: &server, serverCommand, within: Self.grace) }
    let place: Listening = try decode(first, from: serverCommand)
    let loadCommand = arm.generator.command(setting, depth: depth, server: arm.server, at: place)
    var generator = try start(loadCommand)
    let length = Duration.seconds(setting.warmUpSeconds + setting.seconds) + Self.grace
    let cpu = try serverCPU(server.id, while: &generator, loadCommand, within: length)
    let load: LoadFinished = try result(of: &generator, loadCommand, within: length)
    server.send(15)
    let served: ServerFinished = try result(of: &server, serverCommand, within: Self.grace)
    let measured = Double(load.messages)
    return Outcome(
      messagesPerSecond: measured / Double(load.wallNanoseconds) * 1e9,
      serverCPUNanoseconds: cpu.map { Double($0) / measured },
      loadCPUNanoseconds: Double(load.cpuNanoseconds) / measured,
      messages: try count(load: load, served: served))
  }

  /// The CPU that the server has within the measurement, by its clock at the moments when the
  /// generator says that it begins and ends; nil where the generator says nothing.
  private func serverCPU(
    _ server: Int32, while generator: inout ChildProcess, _ command: Command,
    within limit: Duration
  ) throws(TrialError) -> UInt64? {
    guard arm.generator.isPeer else { return nil }
    var readings: [UInt64] = []
    for event in ["begun", "ended"] {
      let line: String?
      do {
        line = try generator.nextLine(within: limit, unless: stop)
      } catch {
        throw Self.loss(of: command, error)
      }
      // One that gives up says no more than why, which its end tells.
      guard let line else { return nil }
      let mark: LoadMark = try decode(line, from: command)
      guard mark.event == event, let clock = ProcessCPUClock(ofProcess: server),
        let reading = clock.nanoseconds
      else { return nil }
      readings.append(reading)
    }
    return readings[1] - min(readings[0], readings[1])
  }

  private func start(_ command: Command) throws(TrialError) -> ChildProcess {
    do {
      return try ChildProcess(command)
    } catch {
      throw .cannotStart(command: command.line, error)
    }
  }

  /// Waits for the end of a process, and reads the last line that it printed.
  private func result<Line: Decodable>(
    of process: inout ChildProcess, _ command: Command, within limit: Duration
  ) throws(TrialError) -> Line {
    try success(of: &process, command, within: limit)
    var last: String?
    do {
      while let line = try process.nextLine(within: limit, unless: stop) { last = line }
    } catch {
      throw Self.loss(of: command, error)
    }
    return try decode(last, from: command)
  }

  /// Waits until the process ends, and throws unless it ended well.
  private func success(
    of process: inout ChildProcess, _ command: Command, within limit: Duration
  ) throws(TrialError) {
    let exit: ChildExit
    do {
      exit = try process.wait(within: limit, unless: stop)
    } catch {
      throw Self.loss(of: command, error)
    }
    guard exit.isSuccess else {
      let said = process.errorOutput.split(separator: "\n").last.map(String.init)
      throw .failed(command: command.line, exit.reason, said: said ?? "no word")
    }
  }

  private static func loss(of command: Command, _ failure: ChildFailure) -> TrialError {
    failure == .stopped ? .interrupted : .lost(command: command.line, failure)
  }

  private func decode<Line: Decodable>(
    _ line: String?, from command: Command
  ) throws(TrialError) -> Line {
    let line = line ?? ""
    do {
      return try JSONDecoder().decode(Line.self, from: Data(line.utf8))
    } catch {
      throw .unreadable(command: command.line, line: line)
    }
  }

  /// All messages of the trial, by the word of a C peer; where both sides are, they must agree.
  private func count(load: LoadFinished, served: ServerFinished) throws(TrialError) -> UInt64 {
    let received =
      served.messagesReceived ?? served.bytesReceived.map { $0 / UInt64(setting.payloadBytes) }
    let answered = arm.generator.isPeer ? load.messagesTotal : nil
    if arm.server.isPeer, let received, let answered, received != answered {
      throw .countsDisagree(server: received, load: answered)
    }
    guard let count = answered ?? received, count > 0 else {
      throw .noCount(server: arm.server.name)
    }
    return count
  }
}

extension Command {
  /// What a person would type.
  var line: String { ([executable] + arguments).joined(separator: " ") }
}
