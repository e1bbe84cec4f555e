import Foundation
import Probe

/// A program of this package, run as a user runs it: its own process, its own folder.
struct Program {
  struct Result {
    let exitCode: Int32?
    let output: String
    let errorOutput: String

    /// The lines of the error output.
    var complaints: [Substring] { errorOutput.split(separator: "\n") }
  }

  /// The optimised build where there is one: it is what users run, and a debug build takes twenty
  /// times as long for a strategy's fingerprint.
  static let guardbench = released ?? Program(name: "guardbench")
  /// The same with mutants for guards.
  static let mutantbench = Program(name: "mutantbench")

  /// The optimised build that `GUARDBENCH` names, as `make test` does after building it.
  static let released = ProcessInfo.processInfo.environment["GUARDBENCH"].map(Program.init(path:))

  /// The same, where nothing else runs beside the tests, as `make test` says after all others.
  static let live = ProcessInfo.processInfo.environment["GUARDBENCH_LIVE"]

  /// How long a program may say nothing: so long that no busy machine fails a test by it. The whole
  /// run's limit ends a hang before.
  static let patience = Duration.seconds(3600)

  let path: String

  init(path: String) { self.path = path }

  /// The programs lie where the tests do.
  private init(name: String) {
    let tests = (try? ExecutablePath.current()) ?? CommandLine.arguments[0]
    path = URL(filePath: tests).deletingLastPathComponent().appending(path: name).path
  }

  func command(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) -> Probe.Command {
    // The shell changes the folder; exec keeps the process, so that signals reach the program.
    Probe.Command(
      "/bin/sh", ["-c", "cd \"$0\" && exec \"$@\"", folder.path, path] + arguments,
      environment: environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { given, _ in given })
  }

  /// Runs it to its end; what says nothing for `patience` hangs. With `descriptors`, it may open no
  /// more, and with `limit` it has what `ulimit` says there, as `-f 8`; `redirection` is the
  /// shell's, as `>/dev/full`.
  func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:],
    descriptors: Int? = nil, limit: String? = nil, redirection: String = "",
    patience: Duration = patience
  ) throws -> Result {
    var command = command(arguments, in: folder, environment: environment)
    command.arguments[1] += " \(redirection)"
    for limit in [descriptors.map { "-n \($0)" }, limit].compactMap({ $0 }) {
      command.arguments[1] = "ulimit \(limit) && \(command.arguments[1])"
    }
    var child = try ChildProcess(command)
    return try Self.end(&child, patience)
  }

  /// Starts it, sends it a signal once `isTime`, unless it has ended, and waits for its end.
  func run(
    _ arguments: [String], in folder: URL, signal: Int32, when isTime: () -> Bool
  ) throws -> Result {
    var child = try ChildProcess(command(arguments, in: folder))
    if try child.runs(until: isTime) { child.send(signal) }
    return try Self.end(&child, Self.patience)
  }

  private static func end(_ child: inout ChildProcess, _ patience: Duration) throws -> Result {
    var lines: [String] = []
    while let line = try child.nextLine(within: patience) { lines.append(line) }
    let exit = try child.wait(within: patience)
    let code: Int32? = if case .exited(let code) = exit.reason { code } else { nil }
    return Result(
      exitCode: code, output: lines.joined(separator: "\n"), errorOutput: child.errorOutput)
  }
}
