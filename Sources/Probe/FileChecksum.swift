internal import CSystem
internal import Foundation

/// A checksum that tells files apart; it does not withstand files that are made to collide.
public enum FileChecksum {
  /// The 64-bit FNV-1a hash of a file's bytes, as sixteen hexadecimal digits; `nil` if it cannot be
  /// read.
  public static func ofFile(at path: String) -> String? {
    guard let bytes = try? Data(contentsOf: URL(filePath: path), options: .mappedIfSafe) else {
      return nil
    }
    return of(bytes)
  }

  /// The checksum of a text.
  public static func of(_ text: String) -> String { of(Data(text.utf8)) }

  private static func of(_ bytes: Data) -> String {
    // Safe: the count is the buffer's.
    let hash = unsafe bytes.withUnsafeBytes { buffer in
      unsafe buffer.baseAddress.map { unsafe fnv_1a($0, buffer.count) } ?? fnv_1a_offset_basis
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// The checksum of the running program, even if another one lies at its path by now.
  public static var ofThisProgram: String? { ofFile(at: "/proc/self/exe") }
}
