/// The modules as `Package.swift` names them, and what else of them a test can hold.
struct Modules {
  /// Of the modules of this package, those that each depends on.
  let dependencies: [String: Set<String>]

  /// Reads a manifest: a module's line is `module("Name", [...])`, or begins with `name: "Name"`.
  init(manifest: String) {
    var dependencies: [String: Set<String>] = [:]
    for match in manifest.matches(of: #/\bmodule\(\s*"(\w+)",\s*\[([^\]]*)\]/#) {
      dependencies[String(match.1)] = Set(
        match.2.matches(of: #/"(\w+)"/#).map { String($0.1) })
    }
    for match in manifest.matches(of: #/name: "(\w+)",\s*dependencies: \[([^\]]*)\]/#) {
      dependencies[String(match.1)] = Set(
        match.2.matches(of: #/"(\w+)"/#).map { String($0.1) })
    }
    self.dependencies = dependencies
  }

  /// What a module may import: its dependencies, the standard library's modules, and Foundation
  /// where allocations and locales do no harm.
  func mayImport(_ module: String, into importer: String) -> Bool {
    if let own = dependencies[importer], own.contains(module) { return true }
    switch module {
    case "Glibc", "Synchronization": return true
    case "Foundation": return !Self.bare.contains(importer)
    case "ArgumentParser": return Self.commands.contains(importer)
    case "Histogram": return importer == "Statistics"
    default: return false
    }
  }

  /// The modules that a server imports, and those that are measured or proved: no Foundation.
  private static let bare: Set = [
    "SessionGuards", "ModelChecker", "Verification", "Reactor", "GuardedServer", "Wire",
    "CodeShape",
    "SourceStamp", "StandardContenders",
  ]

  /// The modules that have commands.
  private static let commands: Set = [
    "CommandSupport", "Bench", "Check", "Proof", "History", "GuardbenchCommands",
  ]

  /// The modules in which unsafe code may lie.
  static let unsafe: Set<String> = [
    "SessionGuards", "ModelChecker", "Verification", "Reactor", "GuardedServer", "Probe", "Wire",
    "LoadGenerator", "Scenarios", "Proof",
  ]
}
