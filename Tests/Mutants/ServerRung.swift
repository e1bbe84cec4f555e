import Foundation
import Probe

/// Lets each mutant guard a server, once, in a storm of clients on two slots, and asks the bench's
/// oracles what they saw: the server's, the clients', and the end of the process.
public struct ServerRung {
  /// What was seen of one mutant.
  public enum Sight: Equatable, Sendable {
    case nothing
    case violation(String)
    /// The server ended by itself or answered no more, or clients were not served.
    case failure(String)

    /// What is written of it; nil if there is nothing.
    var told: String? {
      switch self {
      case .nothing: nil
      case .violation(let text), .failure(let text): text
      }
    }
  }

  /// `mutantbench`, built beside this program.
  private let program: String

  public init(program: String) { self.program = program }

  private static let scenario = [
    "--scenarios", "storm", "--strategies", "mutant", "--blocks", "1", "--duration", "1",
    "--sessions", "2", "--connections", "2", "--senders", "2", "--stale", "0.2", "--close", "0.01",
    "--seed", "7",
  ]

  /// Plays that mutant; `name` is its strategy and name, as `packed: release forgotten`.
  public func play(_ name: String) throws -> Sight {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "killmatrix-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var child = try ChildProcess(
      Command(
        program, ["bench"] + Self.scenario + ["--output", folder.path],
        environment: ["GUARDBENCH_MUTANT": name, "SWIFT_BACKTRACE": "enable=no"]))
    // The bench gives a server up that is silent for a minute; three are a hang of another kind.
    let limit = Duration.seconds(180)
    while try child.nextLine(within: limit) != nil {}
    let reason = try child.wait(within: limit).reason
    return Self.sight(reason, child.errorOutput)
  }

  /// Reads what the bench said at its end.
  static func sight(_ reason: ChildExit.Reason, _ errorOutput: String) -> Sight {
    let last = String(errorOutput.split(separator: "\n").last ?? "")
    if reason == .exited(6) {
      // Which session it was differs from run to run.
      let words = last.firstMatch(of: /session of slot \d+, generation \d+: (?<what>[^(;]+)/)
      let what = words.map { String($0.what) } ?? last
      return .violation(what.trimmingCharacters(in: .whitespaces))
    }
    if last.contains("no answer within") { return .failure("the server answers no more") }
    let ending = /its process ended with (signal|exit code) \d+: (?<words>.*)/
    // A block may not count on a noisy machine, with any exit code.
    guard let words = last.firstMatch(of: ending)?.words else { return .nothing }
    let cause = words.split(separator: "Fatal error: ").last ?? words
    let plain = cause.replacing("guardbench: ", with: "")
      .replacing(#/ by \d+\.[\d.]+:\d+/#, with: "")
    return .failure("the trial fails: \(plain)")
  }
}
