internal import Probe

/// The code of a program's file, by binutils.
public struct ProgramCode {
  /// The programs of binutils that read it.
  struct Tools {
    var list = "nm"
    var disassemble = "objdump"
  }

  private static let limit = Duration.seconds(60)

  private let path: String
  private let tools: Tools
  /// The symbols of specialised functions, with their names.
  private let specializations: [(symbol: String, name: String)]

  /// Lists a program's functions.
  public init(path: String) throws(UnreadableCode) { try self.init(path: path, tools: Tools()) }

  init(path: String, tools: Tools) throws(UnreadableCode) {
    self.path = path
    self.tools = tools
    let lines = try Self.lines(of: Command(tools.list, [path]))
    let symbols = lines.compactMap { $0.split(separator: " ").last }
    guard !symbols.isEmpty else { throw .noSymbols(path) }
    // How Swift marks a generic specialisation; to read all names takes longer.
    specializations = symbols.filter { $0.contains("Tg") }.map {
      (String($0), SwiftSymbol.demangled(String($0)).withoutPrivacy)
    }
  }

  /// Finds a guard's loop, and judges its hot path; `expected` names calls that are no fault.
  public func finding(
    for guardType: String, in loop: HotLoop, expected: [String] = []
  ) throws(UnreadableCode) -> HotPathFinding {
    let guardType = guardType.withoutPrivacy
    let found = specializations.compactMap { symbol, name in
      loop.index(of: name, for: guardType).map { (index: $0, symbol: symbol) }
    }.sorted { $0.index < $1.index }
    guard !found.isEmpty else { return .notSpecialized }
    var functions: [Disassembly.Function] = []
    for (_, symbol) in found {
      let lines = try Self.lines(
        of: Command(
          tools.disassemble, ["-d", "--no-show-raw-insn", "--disassemble=\(symbol)", path]))
      functions += Disassembly(lines: lines, readable: SwiftSymbol.demangled).functions
    }
    return .read(
      HotPath(functions, guardType: guardType, harness: loop.harness, expected: expected))
  }

  private static func lines(of command: Command) throws(UnreadableCode) -> [String] {
    let output: CommandOutput
    do {
      output = try CommandOutput.of(command, within: limit)
    } catch .system {
      throw .noTool(command.executable)
    } catch {
      throw .failed(command.executable, "\(error)")
    }
    guard output.exit.isSuccess else {
      throw .failed(command.executable, output.errorOutput)
    }
    return output.lines
  }
}

/// Why no code of a program could be read.
public enum UnreadableCode: Error, Equatable, CustomStringConvertible {
  case noTool(String)
  case noSymbols(String)
  case failed(String, String)

  public var description: String {
    switch self {
    case .noTool(let tool): "there is no \(tool): install binutils"
    case .noSymbols(let path): "\(path) is stripped of its symbols"
    case .failed(let tool, let said):
      "\(tool) failed: \(said.split(separator: "\n").first ?? "it said nothing")"
    }
  }
}
