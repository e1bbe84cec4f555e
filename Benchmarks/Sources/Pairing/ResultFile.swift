public import Foundation

/// A file that is written once and never written over.
public struct ResultFile: Sendable {
  let path: String

  /// Refuses a place where something is already, or where nothing can be written, before the run.
  public init(_ path: String) throws(ResultFileError) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path) }
    guard FileManager.default.isWritableFile(atPath: folder) else { throw .unwritable(path) }
    self.path = path
  }

  /// Creates the file; one that another program has created meanwhile is left alone.
  public func write(_ content: Data) throws(ResultFileError) {
    do {
      try content.write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
    } catch CocoaError.fileWriteFileExists {
      throw .exists(path)
    } catch {
      throw .unwritable(path)
    }
  }
}

/// Why a result cannot be written.
public enum ResultFileError: Error, Equatable, CustomStringConvertible {
  case exists(String)
  case unwritable(String)

  public var description: String {
    switch self {
    case .exists(let path): "\(path) exists already; results are never written over"
    case .unwritable(let path): "cannot write \(path)"
    }
  }
}
