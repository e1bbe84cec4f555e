import ArgumentParser
import CommandSupport
import Foundation
import GuardbenchCommands
import Scenarios
import Testing

/// Every command on a page is one that today's program, Makefiles and scripts take.
@Suite struct ShellLineTests {
  @Test func `every command on a page is taken`() throws {
    var count = 0
    for path in try Snippet.pages() {
      for line in ShellLine.lines(in: try Snippet.text(of: path), of: path) {
        count += 1
        if let fault = try Self.fault(of: line.words) {
          Issue.record("\(path):\(line.line): \(line.words.joined(separator: " ")): \(fault)")
        }
      }
    }
    #expect(count > 30, "the commands were not found")
  }

  @Test func `every command that help shows is taken`() throws {
    var count = 0
    for help in Self.helps {
      for text in help.lines where text.hasPrefix("  guardbench ") {
        let line = try #require(ShellLine.lines(in: "`\(text)`", of: "help").first)
        count += 1
        #expect(try Self.fault(of: line.words) == nil, "\(text)")
      }
    }
    #expect(count > 5, "the commands were not found")
  }

  @Test func `every option that a page names exists`() throws {
    let known = try Self.knownOptions()
    for path in try Snippet.pages() {
      for (index, line) in try Snippet.text(of: path).lines.enumerated() {
        for option in Self.options(in: line) where !known.contains(option) {
          Issue.record("\(path):\(index + 1): no command has \(option)")
        }
      }
    }
    #expect(known.contains("--resume") && !known.contains("--resume-later"))
    #expect(Self.options(in: "`--resume`, --not and `bench --seed 1`") == ["--resume", "--seed"])
  }

  @Test func `a command that is not taken is told of`() throws {
    func fault(_ text: String) throws -> String? {
      let line = try #require(ShellLine.lines(in: "    \(text)", of: "README.md").first)
      return try Self.fault(of: line.words)
    }
    #expect(try fault("guardbench bench --profile full   # over an hour") == nil)
    #expect(try fault("guardbench bench --profil full") != nil)
    #expect(try fault("guardbench benchmark") != nil)
    #expect(try fault("guardbench bench --blocks many") != nil)
    #expect(try fault(".build/release/guardbench list") == nil)
    #expect(try fault("make bench ARGUMENTS='--profile full'") == nil)
    #expect(try fault("make coffee") != nil)
    #expect(try fault("make bench SUGAR=2") != nil)
    #expect(try fault("scripts/try-check x") == nil)
    #expect(try fault("scripts/try-luck") != nil)
  }

  /// Why it is not taken; nil if it is.
  private static func fault(of words: [String]) throws -> String? {
    let rest = Array(words.dropFirst())
    if words[0] == "make" { return try faultOfMake(rest) }
    if words[0].hasPrefix("scripts/") {
      let file = Snippet.root.appending(path: words[0]).path
      return FileManager.default.isExecutableFile(atPath: file) ? nil : "there is no such script"
    }
    if rest.count == 1 {
      // A command without its options is named, and not given.
      let names = GuardbenchCommand.configuration.subcommands.map { $0.configuration.commandName }
      return names.contains(rest[0]) ? nil : "there is no such command"
    }
    return Registry.$contenders.withValue(.standard) {
      do {
        _ = try GuardbenchCommand.parseAsRoot(rest)
        return nil
      } catch {
        return GuardbenchCommand.message(for: error)
      }
    }
  }

  private static func faultOfMake(_ words: [String]) throws -> String? {
    let isInside = words.first == "-C"
    let makefile = try Snippet.text(of: isInside ? "\(words[1])/Makefile" : "Makefile").lines
    for word in isInside ? Array(words.dropFirst(2)) : words {
      let name = word.prefix { $0 != "=" }
      let isKnown = makefile.contains { line in
        word.contains("=")
          ? line.hasPrefix("\(name) ?=") || line.hasPrefix("\(name) =")
          : line.hasPrefix("\(name):")
      }
      if !isKnown { return "the Makefile has no \(name)" }
    }
    return nil
  }

  /// The help of every command, with its hidden options.
  private static let helps: [String] = {
    func all(_ command: any ParsableCommand.Type) -> [any ParsableCommand.Type] {
      [command] + command.configuration.subcommands.flatMap(all)
    }
    return Registry.$contenders.withValue(.standard) {
      all(GuardbenchCommand.self).map {
        GuardbenchCommand.helpMessage(for: $0, includeHidden: true, columns: 200)
      }
    }
  }()

  /// Of the commands, and of the scripts, Makefiles and the driver of `Benchmarks`.
  private static func knownOptions() throws -> Set<String> {
    let scripts = try FileManager.default.subpathsOfDirectory(
      atPath: Snippet.root.appending(path: "scripts").path
    ).filter { !$0.contains("__pycache__") && !$0.contains(".build") }.map { "scripts/\($0)" }
    let driver = try FileManager.default.subpathsOfDirectory(
      atPath: Snippet.root.appending(path: "Benchmarks/Sources").path
    ).filter { $0.hasSuffix(".swift") }.map { "Benchmarks/Sources/\($0)" }
    let texts = (scripts + driver + ["Makefile", "Benchmarks/Makefile"]).compactMap {
      try? Snippet.text(of: $0)
    }
    var known: Set<String> = []
    for text in helps + texts {
      for match in text.matches(of: /--[a-z][a-z-]*/) { known.insert(String(match.output)) }
      // A flag of the driver is named by its property.
      for match in text.matches(of: /var ([a-z]+) = false/) { known.insert("--\(match.1)") }
    }
    return known
  }

  /// The options between backticks.
  private static func options(in line: String) -> [String] {
    line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { !$0.offset.isMultiple(of: 2) }
      .flatMap { $0.element.matches(of: /--[a-z][a-z-]*/).map { String($0.output) } }
  }
}
