internal import Probe

extension CommandOutput {
  /// The line that most likely says why a program failed: the first error at a place in a file, the
  /// first other error, or the last line.
  ///
  /// A compiler that crashes, or that is verbose, prints its own arguments: lines of thousands of
  /// letters with flags such as `-Werror`. Such lines are passed over.
  package var reason: String {
    let said = (errorOutput.split(separator: "\n") + lines.map { $0[...] })
      .filter { !Self.isOfArguments($0) }
    let error =
      said.first { $0.contains(#/:\d+: (fatal )?error: /#) }
      ?? said.first { $0.contains("error: ") && !$0.contains("command failed") }
      ?? said.first { $0.hasPrefix("fatal:") } ?? said.first { $0.contains("error:") }
    let line = error ?? said.last ?? "it said nothing that is a reason"
    return line.count > Self.longest ? line.prefix(Self.longest) + "…" : String(line)
  }

  /// The most characters of a line that are shown.
  private static var longest: Int { 300 }

  /// Whether a line is a command with its options, or the head of a dump of the stack.
  private static func isOfArguments(_ line: Substring) -> Bool {
    let options = line.split(separator: " ").count { $0.hasPrefix("-") && $0.count > 1 }
    return options > 3 || line.contains("Program arguments:") || line.contains("Stack dump")
  }
}
