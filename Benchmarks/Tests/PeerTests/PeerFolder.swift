import Foundation
import Probe
import Testing

/// Where the C peers are: where the Makefile puts them, or in the folder that `PEERS` names, as for
/// a build with a sanitizer.
enum PeerFolder {
  static let path =
    ProcessInfo.processInfo.environment["PEERS"]
    ?? URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: ".build-peers").path

  static func program(_ name: String) -> String { "\(path)/\(name)" }
}

/// A server under test, ended when it is forgotten.
struct ServerUnderTest: ~Copyable {
  var process: ChildProcess
  let port: UInt16
  let token: String?

  init(_ name: String, _ arguments: [String] = []) throws {
    var process = try ChildProcess(Command(PeerFolder.program(name), arguments))
    let line = try #require(try process.nextLine(within: .seconds(10)))
    let place = try JSONDecoder().decode(Place.self, from: Data(line.utf8))
    self.init(process: process, place: place)
  }

  private init(process: consuming ChildProcess, place: Place) {
    self.process = process
    port = place.port
    token = place.token
  }

  private struct Place: Decodable {
    var event: String
    var port: UInt16
    var token: String?
  }

  /// Asks the server to drain, and reads its report.
  mutating func report() throws -> ServerReport {
    let exit = try process.terminate(grace: .seconds(10))
    #expect(exit.isSuccess, "\(exit.reason): \(process.errorOutput)")
    let line = try #require(try process.nextLine(within: .seconds(10)))
    return try JSONDecoder().decode(ServerReport.self, from: Data(line.utf8))
  }
}

/// What the twin says at its end.
struct ServerReport: Decodable {
  struct Sends: Decodable { var accepted, refused, lost: Int }
  struct Mark: Decodable { var number, messages, monotonic_ns: Int }

  var accepted, released, open_at_exit, messages_received: Int
  var sends: Sends
  var closed_by_reason: [String: Int]
  var descriptors_opened, descriptors_closed: Int
  var marks: [Mark]
}

/// What the C generator says.
struct LoadReport: Decodable {
  var complete: Bool
  var messages, messages_total, wall_ns: Int
  var failure: String?
}

/// Runs the C generator to its end.
func load(port: UInt16, _ arguments: [String]) throws -> (report: LoadReport, exit: ChildExit) {
  let (lines, exit) = try loadLines(port: port, arguments)
  let line = try #require(lines.last)
  return (try JSONDecoder().decode(LoadReport.self, from: Data(line.utf8)), exit)
}

/// Runs the C generator to its end, for all that it says.
func loadLines(port: UInt16, _ arguments: [String]) throws -> (lines: [String], exit: ChildExit) {
  let fixed = ["--connect", "127.0.0.1:\(port)", "--seconds", "0.2", "--warm-up", "0.05"]
  var process = try ChildProcess(Command(PeerFolder.program("load"), fixed + arguments))
  let exit = try process.wait(within: .seconds(30))
  var lines: [String] = []
  while let line = try process.nextLine(within: .seconds(5)) { lines.append(line) }
  return (lines, exit)
}
