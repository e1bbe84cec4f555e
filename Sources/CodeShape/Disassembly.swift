/// The machine code of a program, by function, as `objdump` prints it.
public struct Disassembly: Sendable {
  /// A function, its instructions in order.
  public struct Function: Sendable {
    /// Demangled.
    public let name: String
    public let instructions: [String]

    /// What it calls or jumps to outside of itself, demangled, without `@plt`.
    public let callees: [String]

    public init(name: String, instructions: [String], callees: [String]) {
      self.name = name
      self.instructions = instructions
      self.callees = callees
    }

    /// The instructions that lock the bus: `lock …`, and `xchg` with memory.
    public var lockedInstructions: [String] {
      instructions.compactMap { instruction in
        let words = instruction.split(separator: " ")
        if words.first == "lock", words.count > 1 { return "lock " + words[1] }
        if words.first == "xchg", instruction.contains("(") { return "xchg" }
        return nil
      }
    }
  }

  public let functions: [Function]

  public init(functions: [Function]) { self.functions = functions }

  /// Reads what `objdump -d --no-show-raw-insn` printed for x86-64; `readable` makes a name of a
  /// symbol, where names are not demangled already.
  public init(
    lines: some Sequence<some StringProtocol>, readable: (String) -> String = { $0 }
  ) {
    var functions: [Function] = []
    var symbol: String?
    var instructions: [String] = []
    func finish() {
      guard let symbol else { return }
      functions.append(
        Function(
          name: readable(symbol), instructions: instructions,
          callees: instructions.compactMap { Self.callee(of: $0, in: symbol, readable) }))
    }
    for line in lines {
      if line.hasSuffix(">:"), let open = line.firstIndex(of: "<") {
        finish()
        symbol = String(line[line.index(after: open)...].dropLast(2))
        instructions = []
      } else if line.hasPrefix(" "), let tab = line.lastIndex(of: "\t") {
        let instruction = String(line[line.index(after: tab)...])
        if Self.beginsUnnamed(instruction, after: instructions) {
          finish()
          symbol = nil
        }
        instructions.append(instruction)
      }
    }
    finish()
    self.functions = functions
  }

  /// Reads the same from one text.
  public init(text: String) { self.init(lines: text.split(separator: "\n")) }

  /// Whether a function begins here that has no symbol, as a specialisation that several modules
  /// share: its frame is set up behind the padding that follows the end of another.
  private static func beginsUnnamed(_ instruction: String, after others: [String]) -> Bool {
    guard instruction.hasPrefix("push "), instruction.hasSuffix("%rbp"), isPadding(others.last)
    else { return false }
    let end = others.last { !isPadding($0) }
    return ["ret", "ud2", "jmp"].contains { end?.hasPrefix($0) == true }
  }

  private static func isPadding(_ instruction: String?) -> Bool {
    guard let instruction else { return false }
    return instruction.contains("nop") || instruction == "xchg   %ax,%ax"
  }

  /// A call's target, or a jump's that leaves the function; `indirect …` if it is computed.
  private static func callee(
    of instruction: String, in symbol: String, _ readable: (String) -> String
  ) -> String? {
    let isCall = instruction.hasPrefix("call")
    guard isCall || instruction.hasPrefix("jmp") else { return nil }
    guard let open = instruction.firstIndex(of: "<"), instruction.hasSuffix(">") else {
      return instruction.contains("*") ? "indirect " + instruction : nil
    }
    var target = String(instruction[instruction.index(after: open)...].dropLast())
    if !isCall {
      // A jump within a function is printed as its name and an offset.
      if target.hasPrefix(symbol + "+") || target == symbol { return nil }
    }
    if target.hasSuffix("@plt") { target.removeLast(4) }
    return readable(target)
  }

  /// What a function calls that is not named, one line each.
  public static func faults(of function: Function, allowing names: [String]) -> [String] {
    Set(function.callees)
      .filter { callee in !names.contains { callee.contains($0) } }
      .sorted()
      .map { "calls \($0)" }
  }
}
