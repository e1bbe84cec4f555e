import CodeShape

extension Disassembly {
  /// Reads AArch64 assembly as the compiler writes it; names stay mangled.
  init(assembly text: String) {
    var functions: [Function] = []
    var name: String?
    var instructions: [String] = []
    func finish() {
      guard let name, !instructions.isEmpty else { return }
      functions.append(
        Function(
          name: name, instructions: instructions, callees: instructions.compactMap(Self.armCallee)))
    }
    for line in text.split(separator: "\n") {
      // What follows is the compiler's own remark.
      let code = line.prefix(upTo: line.firstRange(of: "//")?.lowerBound ?? line.endIndex)
      let words = code.split(whereSeparator: \.isWhitespace)
      guard let first = words.first else { continue }
      if code.first?.isWhitespace == true {
        if !first.hasPrefix(".") { instructions.append(words.joined(separator: " ")) }
      } else if words.count == 1, first.hasSuffix(":"), !first.hasPrefix(".L") {
        finish()
        name = String(first.dropLast()).filter { $0 != "\"" }
        instructions = []
      }
    }
    finish()
    self.init(functions: functions)
  }

  /// A call's target, or that of a jump that leaves the function; `indirect …` if it is computed.
  private static func armCallee(of instruction: String) -> String? {
    let words = instruction.split(separator: " ")
    switch words.first {
    case "bl": return String(words[1])
    case "b": return words[1].hasPrefix(".L") ? nil : String(words[1])
    case "blr", "br": return "indirect \(instruction)"
    default: return nil
    }
  }

  /// What a function does and what it calls outside of this code, the functions of this code that
  /// it calls included, but for those with one of the names and those of Swift's runtime.
  func reach(of function: Function, without names: [String]) -> Function {
    var instructions: [String] = []
    var callees: Set<String> = []
    var seen: Set<String> = []
    var waiting = [function]
    while let next = waiting.popLast() {
      guard seen.insert(next.name).inserted else { continue }
      instructions += next.instructions
      for callee in next.callees {
        let inner = functions.first { $0.name == callee }
        let isOutside = callee.hasPrefix("swift_") || names.contains { callee.contains($0) }
        if let inner, !isOutside {
          waiting.append(inner)
        } else {
          callees.insert(callee)
        }
      }
    }
    return Function(name: function.name, instructions: instructions, callees: callees.sorted())
  }
}

extension Disassembly.Function {
  /// The kinds of its AArch64 atomic instructions and barriers; what orders nothing and is atomic
  /// by its width alone (`ldr`, `str`) is not among them.
  var atomicKinds: [String] {
    let beginnings = [
      "ldadd", "stadd", "ldset", "stset", "ldclr", "stclr", "ldeor", "steor", "cas", "swp", "ldar",
      "ldapr", "ldapur", "ldlar", "stlr", "stlur", "stllr", "ldx", "ldax", "stx", "stlx", "dmb",
      "dsb",
    ]
    let kinds = instructions.compactMap { $0.split(separator: " ").first.map(String.init) }
      .filter { kind in beginnings.contains { kind.hasPrefix($0) } }
    // `staddl` is how `ldaddl` is written where the old value is not used.
    return kinds.map { $0.hasPrefix("stadd") ? "ld" + $0.dropFirst(2) : $0 }.sorted()
  }

  /// Acquiring instructions that throw away what they read: the architecture then takes the order
  /// away too.
  var emptyAcquires: [String] {
    instructions.filter { instruction in
      let words = instruction.split { $0 == " " || $0 == "," }
      guard words.count > 2, let kind = words.first else { return false }
      let acquires = ["ldadda", "ldaddal", "swpa", "swpal"].contains { kind == $0 }
      return acquires && ["xzr", "wzr"].contains(words[2])
    }
  }
}
