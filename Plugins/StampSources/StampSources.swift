import Foundation
import PackagePlugin

/// Compiles digests of the sources that the model checker's proofs rest on into a target: those of
/// the modules that the target depends on itself. The package's certificates come with them.
///
/// The build system runs it: each build that finds one of those files changed, added or removed
/// makes the digests again, with make or without, in this package and in one that depends on it.
@main
struct StampSources: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let root = context.package.directoryURL
    let sources = target.dependencies.flatMap { dependency -> [URL] in
      guard case .target(let target) = dependency else { return [] }
      return target.sourceModule?.sourceFiles(withSuffix: "swift").map(\.url) ?? []
    }
    let script = root.appending(path: "scripts/source-digests")
    let output = context.pluginWorkDirectoryURL.appending(path: "SourceStamp+Digests.swift")
    // The digest of shared files covers their names, which must not tell where the package lies.
    let prefix = root.path.hasSuffix("/") ? root.path : root.path + "/"
    let names = try sources.map { source in
      guard source.path.hasPrefix(prefix) else { throw Elsewhere(source: source) }
      return String(source.path.dropFirst(prefix.count))
    }
    let certificates = root.appending(path: "results/verification/certificates.json")
    let proofs = FileManager.default.fileExists(atPath: certificates.path) ? [certificates] : []
    return [
      .buildCommand(
        displayName: "Digesting the sources of the proofs", executable: script,
        arguments: [output.path] + names, inputFiles: sources + proofs + [script],
        outputFiles: [output])
    ]
  }
}

/// A source file that does not lie in the package.
struct Elsewhere: Error, CustomStringConvertible {
  let source: URL

  var description: String { "\(source.path) is not in the package whose sources are digested" }
}
