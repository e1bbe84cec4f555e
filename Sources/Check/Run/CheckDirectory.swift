internal import Bench
public import Foundation
internal import Probe
internal import Trials

/// The folder of one check. No other check overwrites a file in it.
public struct CheckDirectory: Sendable {
  public let url: URL
  public var path: String { url.relativePath }

  public init(path: String) { url = URL(filePath: path) }

  /// `results/check-<UTC timestamp>-<seed>` below the current folder: the folder of a check for
  /// which none is named.
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

  /// Refuses an existing folder that has anything in it. Does not make the folder.
  func requireEmpty() throws(RunFailure) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let names = try attempt("read") {
      try FileManager.default.contentsOfDirectory(atPath: url.path)
    }
    guard names.isEmpty else { throw .failed("\(path) is not empty: nothing was written") }
  }

  /// Replaces a file as a whole, so that a reader finds either the old file or the new one, also
  /// after a crash.
  func write(_ bytes: Data, as name: String) throws(RunFailure) {
    try attempt("write \(name) in") {
      try bytes.write(to: url.appending(path: name), options: .atomic)
    }
  }

  /// Runs work on the folder; an error becomes one line that names the folder.
  func attempt<Value>(_ verb: String, _ work: () throws -> Value) throws(RunFailure) -> Value {
    try RunFailure.attempt(verb, path, work)
  }
}
