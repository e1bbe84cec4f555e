import Foundation

/// The machine code of a program, by function, as `objdump` prints it.
struct Disassembly {
  struct Function {
    /// Demangled.
    let name: String
    let instructions: [String]

    /// What it calls or jumps to outside of itself, demangled, without `@plt`.
    let callees: [String]

    /// The instructions that lock the bus: `lock …`, and `xchg` with memory.
    var lockedInstructions: [String] {
      instructions.compactMap { instruction in
        let words = instruction.split(separator: " ")
        if words.first == "lock", words.count > 1 { return "lock " + words[1] }
        if words.first == "xchg", instruction.contains("(") { return "xchg" }
        return nil
      }
    }
  }

  let functions: [Function]

  init(functions: [Function]) { self.functions = functions }

  /// Reads what `objdump -d --no-show-raw-insn` printed; names are demangled already.
  init(text: String) {
    var functions: [Function] = []
    var name: String?
    var instructions: [String] = []
    func finish() {
      guard let name else { return }
      functions.append(
        Function(
          name: name, instructions: instructions,
          callees: instructions.compactMap { Disassembly.callee(of: $0, in: name) }))
    }
    for line in text.split(separator: "\n") {
      if line.hasSuffix(">:"), let open = line.firstIndex(of: "<") {
        finish()
        name = String(line[line.index(after: open)...].dropLast(2))
        instructions = []
      } else if line.hasPrefix(" "), let tab = line.lastIndex(of: "\t") {
        instructions.append(String(line[line.index(after: tab)...]))
      }
    }
    finish()
    self.functions = functions
  }

  /// A call's target, or a jump's that leaves the function; `*…` for an indirect one.
  private static func callee(of instruction: String, in name: String) -> String? {
    let isCall = instruction.hasPrefix("call")
    guard isCall || instruction.hasPrefix("jmp") else { return nil }
    guard let open = instruction.firstIndex(of: "<"), instruction.hasSuffix(">") else {
      return instruction.contains("*") ? "indirect " + instruction : nil
    }
    var target = String(instruction[instruction.index(after: open)...].dropLast())
    if !isCall {
      // A jump within a function is printed as its name and an offset.
      if target.hasPrefix(name + "+") || target == name { return nil }
    }
    if target.hasSuffix("@plt") { target.removeLast(4) }
    return target
  }

  /// What a function calls that is not named, one line each.
  static func faults(of function: Function, allowing names: [String]) -> [String] {
    Set(function.callees)
      .filter { callee in !names.contains { callee.contains($0) } }
      .sorted()
      .map { "calls \($0)" }
  }

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
