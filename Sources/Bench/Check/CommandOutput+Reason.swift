internal import Probe

extension CommandOutput {
  /// The line that most likely says why a program failed: the first error, or what it said last.
  var reason: String {
    let said = errorOutput.split(separator: "\n") + lines.map { $0[...] }
    let error = said.first { $0.contains("error:") || $0.hasPrefix("fatal:") }
    return String(error ?? said.last ?? "it said nothing")
  }
}
