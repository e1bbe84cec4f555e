package import Probe

/// Why a run, a check or a study ended before it was done. What it had measured until then is on
/// the disk, complete.
public enum RunFailure: Error, Equatable, Sendable {
  /// An oracle found a lifetime violation: the strategy is wrong, whatever it costs.
  case violation(strategy: String, cell: String, LifetimeViolation, count: Int)
  /// A signal asked it to stop; the text says what is kept.
  case interrupted(String)
  /// A program, a file or the machine is not what is needed, in one line.
  case failed(String)
}

extension RunFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .violation(let strategy, let cell, let violation, let count):
      "lifetime violation: \(strategy) in \(cell): \(violation)"
        + (count > 1 ? "; \(count) violations in this trial" : "")
    case .interrupted(let text): "interrupted: \(text)"
    case .failed(let text): text
    }
  }
}

extension RunFailure {
  /// Runs work on a file or a folder; an error becomes one line that names it. `remedy` returns
  /// what follows the kernel's reason.
  package static func attempt<Value>(
    _ verb: String, _ path: String, remedy: (Int32) -> String? = { _ in nil },
    _ work: () throws -> Value
  ) throws(RunFailure) -> Value {
    do {
      return try work()
    } catch let failure as RunFailure {
      throw failure
    } catch {
      let remedy = FileRefusal.code(of: error).flatMap(remedy).map { "; \($0)" } ?? ""
      throw .failed(FileRefusal.line(verb, path, error) + remedy)
    }
  }
}

extension FolderClaim {
  /// Takes the right to write in a folder, or fails with that line where another process uses it.
  package static func take(
    of path: String, orFail line: String
  ) throws(RunFailure) -> FolderClaim {
    do {
      if let claim = try take(of: path) { return claim }
    } catch {
      throw .failed("cannot \(error)")
    }
    throw .failed(line)
  }
}
