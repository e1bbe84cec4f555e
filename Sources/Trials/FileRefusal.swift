internal import Foundation
internal import Probe

/// What could not be done with a file or a folder, and why, in one line that names it.
public enum FileRefusal {
  /// Says that `verb path` failed, as `cannot read results/x: Permission denied`.
  public static func line(_ verb: String, _ path: String, _ error: any Error) -> String {
    if let code = code(of: error) {
      return "cannot \(verb) \(SystemError(path, code: code).description)"
    }
    return "cannot \(verb) \(path): \(reason(error))"
  }

  /// An error of Foundation's in its words for people, any other in its own.
  private static func reason(_ error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    return error.code == .fileReadInapplicableStringEncoding || error.code == .fileReadCorruptFile
      ? "it is no text in UTF-8" : error.localizedDescription
  }

  /// The kernel's reason for an error of Foundation's; nil if it had another.
  package static func code(of error: any Error) -> Int32? {
    switch error {
    case let error as POSIXError: error.code.rawValue
    case let error as CocoaError:
      (error.underlying as? POSIXError)?.code.rawValue ?? code(beneath: error)
        ?? (error.code == .fileWriteOutOfSpace ? POSIXError.ENOSPC.rawValue : nil)
    default: nil
    }
  }

  /// The kernel's reason where an error carries it as one of no type of Swift's.
  private static func code(beneath error: CocoaError) -> Int32? {
    guard let cause = error.underlying.map({ $0 as NSError }), cause.domain == NSPOSIXErrorDomain
    else { return nil }
    return Int32(cause.code)
  }
}
