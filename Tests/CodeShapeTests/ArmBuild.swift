import CodeShape
import Foundation
import TestFolders

/// The guards' own files, compiled to assembly for AArch64 by this toolchain.
///
/// For bare metal, as Embedded Swift: that needs neither an Arm machine nor a C library for one. So
/// what calls the system is left out, and `Tests/Fixtures/arm-probe` stands in its place.
enum ArmBuild {
  /// The processor: the first server core with single-instruction atomics (Armv8.2-A).
  static let target = ["-target", "aarch64-none-none-elf", "-target-cpu", "neoverse-n1"]

  private static let leftOut: Set = [
    "PthreadLock.swift", "PthreadRWLock.swift", "StdlibLock.swift", "SpinPause.swift",
    "HardwareWord+Sleep.swift", "ProcessMemoryBarrier.swift", "GuardVisitor.swift",
    "ArcGuard.swift", "AwaitedDelegation.swift", "ReactorExecutor.swift", "ActorDelegation.swift",
    "ReactorActorDelegation.swift",
  ]

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private static let guards = root.appending(path: "Sources/SessionGuards")
  private static let strategies = guards.appending(path: "Strategies")
  /// The one C module that the guards' inlined code needs; it includes nothing.
  private static let barrier = root.appending(path: "Sources/CBarrier/include")
  private static let probe = root.appending(path: "Tests/Fixtures/arm-probe")

  /// Whether the toolchain can make such code at all; a mistake in ours does not count.
  static let isPossible: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    let source = folder.url.appending(path: "Word.swift")
    let text = """
      import Synchronization
      public let word = Atomic<WordPair>(WordPair(first: 0, second: 0))

      """
    try? Data(text.utf8).write(to: source)
    return (try? compile([source], into: folder)) != nil
  }()

  /// The files of the strategies, by name.
  static let strategyFiles: Set<String> = Set(
    (try? FileManager.default.contentsOfDirectory(atPath: strategies.path)) ?? [])

  static func source(_ file: String) throws -> String {
    let folder = strategyFiles.contains(file) ? strategies : guards
    return try String(contentsOf: folder.appending(path: file), encoding: .utf8)
  }

  /// Compiles copies of the files, each as `change` would have it; nothing is written beside them.
  static func assembly(
    changing change: (_ file: String, _ text: String) -> String = { $1 }
  ) throws -> Disassembly {
    let folder = try TemporaryFolder()
    let names = try FileManager.default.contentsOfDirectory(atPath: guards.path) + strategyFiles
    var files: [URL] = []
    for name in names.sorted() where name.hasSuffix(".swift") && !leftOut.contains(name) {
      let copy = folder.url.appending(path: name)
      try Data(change(name, source(name)).utf8).write(to: copy)
      files.append(copy)
    }
    let operations = folder.url.appending(path: "Operations.swift")
    try Data(ArmProbe.source.utf8).write(to: operations)
    files += [operations, probe.appending(path: "BareMetal.swift")]
    return Disassembly(assembly: try compile(files, into: folder))
  }

  private static func compile(_ files: [URL], into folder: TemporaryFolder) throws -> String {
    let output = folder.path("guards.s")
    let compiler = Process()
    compiler.executableURL = URL(filePath: "/usr/bin/env")
    compiler.arguments =
      ["swiftc", "-enable-experimental-feature", "Embedded"] + target + [
        "-O", "-wmo", "-parse-as-library", "-swift-version", "6", "-package-name", "guardbench",
        "-I", barrier.path, "-module-name", "SessionGuards", "-S", "-o", output,
      ] + files.map(\.path)
    let said = Pipe()
    compiler.standardError = said
    try compiler.run()
    let complaint = said.fileHandleForReading.readDataToEndOfFile()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else {
      throw CompilerFailure(description: String(decoding: complaint, as: UTF8.self))
    }
    return try folder.text("guards.s")
  }

  struct CompilerFailure: Error, CustomStringConvertible { let description: String }
}
