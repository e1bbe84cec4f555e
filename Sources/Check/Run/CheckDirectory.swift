internal import Bench
public import Foundation
internal import Probe
internal import Trials

/// The folder of one check. Nothing in it is ever overwritten by another.
public struct CheckDirectory: Sendable {
  public let url: URL
  public var path: String { url.relativePath }

  public init(path: String) { url = URL(filePath: path) }

  /// `results/check-<UTC timestamp>-<seed>` below the current folder, where the user names none.
  static func standard(seed: UInt64, at date: Date) -> CheckDirectory {
    CheckDirectory(path: "results/check-\(RunDirectory.stamp(date))-\(seed)")
  }

  /// Makes the folder; refuses one that has anything in it.
  func begin() throws(RunFailure) {
    try attempt("create") {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    try requireEmpty()
  }

  /// Refuses a folder that is there and has anything in it; makes nothing.
  func requireEmpty() throws(RunFailure) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let names = try attempt("read") {
      try FileManager.default.contentsOfDirectory(atPath: url.path)
    }
    guard names.isEmpty else { throw .failed("\(path) is not empty: nothing was written") }
  }

  /// Writes a file whole: a reader, or a crash, finds the old one or the new one.
  func write(_ bytes: Data, as name: String) throws(RunFailure) {
    try attempt("write \(name) in") {
      try bytes.write(to: url.appending(path: name), options: .atomic)
    }
  }

  /// Does something with the folder; a refusal becomes one line that names it.
  func attempt<Value>(_ verb: String, _ work: () throws -> Value) throws(RunFailure) -> Value {
    try RunFailure.attempt(verb, path, work)
  }
}
