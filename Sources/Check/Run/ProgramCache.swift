internal import Foundation
internal import Probe
internal import Trials

/// A program in the cache. Its build is not removed as long as this object lives.
final class CachedProgram: Sendable {
  let path: String
  private let use: FolderClaim

  init(path: String, use: consuming FolderClaim) {
    self.path = path
    self.use = use
  }
}

/// The cache of built programs: each git tree has a folder that is named after it.
///
/// The names have the same length, as the path of a program lies on its stack and moves what
/// follows. Every tree is built with the flags of the program that runs the check.
struct ProgramCache {
  /// How many builds are kept. The builds that were used longest ago are removed.
  static let keptCount = 8
  /// The limit of a build's time, longer than it takes on a slow machine.
  private static let buildLimit = Duration.seconds(3600)

  private let repository: Repository
  private let folder: URL
  /// The product that is built of each tree: that of this program.
  private let product: String
  private let stop: StopSignal

  init(of repository: Repository, unless stop: StopSignal) throws(RunFailure) {
    self.repository = repository
    self.stop = stop
    let program = try RunFailure.attempt("find", "this program") { try ExecutablePath.current() }
    product = String(program.split(separator: "/").last ?? "")
    folder = URL(filePath: repository.top).appending(path: ".build-check")
  }

  /// Returns the program of a tree, and builds it first if the cache lacks it. `copy` tells two
  /// builds of one tree apart.
  func program(
    of tree: String, copy: Int = 0, named name: String, _ tell: (String) -> Void
  ) throws(RunFailure) -> CachedProgram {
    let home = folder.appending(path: "\(tree)-\(copy)")
    try create(home)
    let package = home.appending(path: repository.package)
    let program = package.appending(path: ".build/release/\(product)")
    let mark = home.appending(path: ".built")
    let outside = OutsidePackages(of: repository.top, copiedTo: home)
    if let use = try? FolderClaim.share(of: home.path), isBuilt(program, mark, label(outside)) {
      touch(mark)
      return CachedProgram(path: program.path, use: use)
    }
    let claim = try FolderClaim.take(
      of: home.path, orFail: "\(home.path) is being built or used by another check: wait for it")
    tell("building \(name) in \(home.path)")
    try repository.checkOut(tree, into: home.path)
    try RunFailure.attempt("rewrite Package.swift in", package.path) {
      try outside.relocate(from: repository.package)
    }
    let label = label(outside)
    try keepResolution(in: package)
    try build(package, name)
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw .failed("\(name) was built, and there is no program '\(product)' in it")
    }
    try write(label, to: mark)
    claim.share()
    prune()
    return CachedProgram(path: program.path, use: claim)
  }

  private func isBuilt(_ program: URL, _ mark: URL, _ label: String) -> Bool {
    (try? String(contentsOf: mark, encoding: .utf8)) == label
      && FileManager.default.isExecutableFile(atPath: program.path)
  }

  /// What two builds of a tree must have in common to be the same build.
  ///
  /// Packages are part of it: the tree lacks their versions if git ignores Package.resolved, and
  /// lacks their sources if they lie outside the repository.
  private func label(_ outside: OutsidePackages) -> String {
    let flags = Self.flags.joined(separator: " ")
    let packages = FileChecksum.ofFile(at: resolution.path) ?? ""
    let state = outside.state(of: repository.package).map { " \($0)" } ?? ""
    return "\(product) \(flags) \(Build.toolchain ?? "") \(packages)\(state)\n"
  }

  /// The Package.resolved of the working tree, if it has one.
  private var resolution: URL {
    URL(filePath: repository.top).appending(path: repository.package + "Package.resolved")
  }

  /// The flags that this program was built with; those of a release build if they are not known.
  private static var flags: [String] {
    Build.flags?.split(separator: " ").map(String.init) ?? ["-c", "release"]
  }

  private func build(_ package: URL, _ name: String) throws(RunFailure) {
    let arguments =
      ["build", "--package-path", package.path, "--product", product] + Self.flags
      + definition("BUILD_FLAGS", Self.flags.joined(separator: " "))
      + definition("TOOLCHAIN", Build.toolchain)
    let output = try CheckTool.run(
      Command("swift", arguments), within: Self.buildLimit, unless: stop)
    guard output.exit.isSuccess else {
      throw .failed("\(name) cannot be built: \(output.reason)")
    }
  }

  private func definition(_ name: String, _ text: String?) -> [String] {
    text.map { ["-Xcc", "-DGUARDBENCH_\(name)=\"\($0)\""] } ?? []
  }

  /// Gives both arms the package versions of the working tree, if it has resolved any.
  private func keepResolution(in package: URL) throws(RunFailure) {
    guard let bytes = try? Data(contentsOf: resolution) else { return }
    let name = resolution.lastPathComponent
    try RunFailure.attempt("write \(name) in", package.path) {
      try bytes.write(to: package.appending(path: name))
    }
  }

  private func create(_ home: URL) throws(RunFailure) {
    try RunFailure.attempt("create", home.path) {
      try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    }
    // Keeps the builds out of the working tree where the repository does not ignore this folder.
    try write("*\n", to: folder.appending(path: ".gitignore"))
  }

  private func write(_ text: String, to url: URL) throws(RunFailure) {
    try RunFailure.attempt("write", url.path) {
      try Data(text.utf8).write(to: url, options: .atomic)
    }
  }

  private func touch(_ url: URL) {
    try? FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: url.path)
  }

  /// Removes the builds that were used longest ago, except those that are being built or used.
  private func prune() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let builds = names.filter { $0 != ".gitignore" }.map { folder.appending(path: $0) }
    let byAge = builds.sorted { Self.lastUse(of: $0) > Self.lastUse(of: $1) }
    for build in byAge.dropFirst(Self.keptCount) {
      do {
        guard let claim = try FolderClaim.take(of: build.path) else { continue }
        try FileManager.default.removeItem(at: build)
        _ = consume claim
      } catch {
        // An old build that stays only costs room.
        continue
      }
    }
  }

  private static func lastUse(of build: URL) -> Date {
    let mark = build.appending(path: ".built").path
    let attributes = try? FileManager.default.attributesOfItem(atPath: mark)
    return attributes?[.modificationDate] as? Date ?? .distantPast
  }
}
