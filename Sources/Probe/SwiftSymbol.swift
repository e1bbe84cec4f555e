internal import CSystem
internal import Glibc

/// Names of functions in a program's file.
public enum SwiftSymbol {
  /// What a symbol is called in Swift; a symbol of another language stays as it is.
  public static func demangled(_ symbol: String) -> String {
    let count = symbol.utf8.count
    // Safe: the runtime reads so many bytes, and hands over a string that is freed here.
    guard let name = unsafe swift_demangle(symbol, count, nil, nil, 0) else { return symbol }
    defer { unsafe free(name) }
    return unsafe String(cString: name)
  }
}
