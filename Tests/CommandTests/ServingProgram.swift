import Foundation
import Glibc
import Probe
import Scenarios
import TestFolders

/// `guardbench serve`, running; killed with the test at the latest.
struct ServingProgram: ~Copyable {
  let listening: Listening
  private var child: ChildProcess
  private let folder: TemporaryFolder

  struct Result {
    let exitCode: Int32?
    let report: ServeReport?
    let errorOutput: String

    var complaints: [Substring] { errorOutput.split(separator: "\n") }
  }

  init(_ arguments: [String] = [], of program: Program = .guardbench) throws {
    let folder = try TemporaryFolder()
    var child = try ChildProcess(program.command(["serve"] + arguments, in: folder.url))
    listening = try Self.take(Listening.self, from: &child)
    self.folder = folder
    self.child = child
  }

  var address: String { "127.0.0.1:\(listening.port)" }

  /// Sends it a signal and waits for its end; without one, it ends by itself.
  consuming func finish(_ signal: Int32? = SIGTERM) throws -> Result {
    if let signal { child.send(signal) }
    let report = try? Self.take(ServeReport.self, from: &child)
    let exit = try child.wait(within: .seconds(3600))
    let code: Int32? = if case .exited(let code) = exit.reason { code } else { nil }
    return Result(exitCode: code, report: report, errorOutput: child.errorOutput)
  }

  private static func take<Value: Decodable>(
    _: Value.Type, from child: inout ChildProcess
  ) throws -> Value {
    let line = try child.nextLine(within: .seconds(3600)) ?? ""
    return try JSONDecoder().decode(Value.self, from: Data(line.utf8))
  }
}
