internal import Foundation
internal import Probe

/// Puts an error of a file or a folder into one line that names it.
public enum FileRefusal {
  /// The line that `verb path` failed, as `cannot read results/x: Permission denied`.
  public static func line(_ verb: String, _ path: String, _ error: any Error) -> String {
    if let code = code(of: error) {
      return "cannot \(verb) \(SystemError(path, code: code).description)"
    }
    return "cannot \(verb) \(path): \(reason(error))"
  }

  /// The words of an error, those for people if it is one of Foundation.
  private static func reason(_ error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    return error.code == .fileReadInapplicableStringEncoding || error.code == .fileReadCorruptFile
      ? "it is no text in UTF-8" : error.localizedDescription
  }

  /// The kernel's error number in an error of Foundation; nil if it has none.
  package static func code(of error: any Error) -> Int32? {
    switch error {
    case let error as POSIXError: error.code.rawValue
    case let error as CocoaError:
      (error.underlying as? POSIXError)?.code.rawValue ?? code(beneath: error)
        ?? (error.code == .fileWriteOutOfSpace ? POSIXError.ENOSPC.rawValue : nil)
    default: nil
    }
  }

  /// The kernel's error number in an underlying `NSError`.
  private static func code(beneath error: CocoaError) -> Int32? {
    guard let cause = error.underlying.map({ $0 as NSError }), cause.domain == NSPOSIXErrorDomain
    else { return nil }
    return Int32(cause.code)
  }
}
