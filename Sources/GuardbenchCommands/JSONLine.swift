internal import Foundation
internal import Probe

/// What one process tells another: one line of JSON on the standard output.
enum JSONLine {
  /// Writes a value, unbuffered; a reader that is gone is nobody's loss, a full disk is.
  static func write(_ value: some Encodable) throws(SystemError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    guard let line = try? encoder.encode(value) else {
      preconditionFailure("a report cannot be written as JSON")
    }
    try StandardOutput.write(String(decoding: line, as: UTF8.self) + "\n")
  }
}
