import CodeShape
import Foundation

extension Disassembly {
  /// Disassembles those of a program's functions whose name matches an extended regular expression,
  /// or says why that failed.
  static func of(_ program: String, functions names: String) throws -> Disassembly {
    let raw = FileManager.default.temporaryDirectory
      .appending(path: "guardbench-shape-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: raw) }
    // One pipe through the demangler: a name is then what a person reads, everywhere. Most of a
    // program is of no interest, and slow to read.
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = [
      "-c",
      """
      objdump -d --no-show-raw-insn "$1" | swift demangle \
        | awk -v names="$2" '/>:$/ { is_wanted = $0 ~ names } is_wanted' > "$3"
      """, "sh", program, names, raw.path,
    ]
    try shell.run()
    shell.waitUntilExit()
    return Disassembly(text: try String(contentsOf: raw, encoding: .utf8))
  }
}
