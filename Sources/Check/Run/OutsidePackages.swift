internal import Foundation
internal import Probe

/// Packages outside the repository that a package of it depends on by their paths, as
/// `.package(path: "../guardbench")`.
///
/// A revision is built in another folder than the working tree's, where a relative path leads
/// nowhere. Both arms are built with the outside packages as they lie on the disk.
struct OutsidePackages {
  /// The repository's outermost folder.
  private let top: URL
  /// A copy of its files; the repository itself if there is none.
  private let copy: URL

  init(of top: String, copiedTo copy: URL) {
    self.top = URL(filePath: top).standardizedFileURL
    self.copy = copy
  }

  /// Rewrites the manifests in the copy so that what lies outside is found. `package` names a
  /// folder of the repository.
  func relocate(from package: String) throws {
    var visited: Set<String> = []
    try relocate(package, &visited)
  }

  /// Names the contents of the outside packages; nil if there are none. A build with other contents
  /// is another build.
  ///
  /// A file counts by its size and the time of its last change. Hidden files and builds do not.
  func state(of package: String) -> String? {
    var outside: Set<String> = []
    var visited: Set<String> = []
    collect(package, &visited, &outside)
    guard !outside.isEmpty else { return nil }
    return FileChecksum.of(outside.sorted().flatMap(Self.files(below:)).joined(separator: "\n"))
  }

  private func relocate(_ package: String, _ visited: inout Set<String>) throws {
    for manifest in manifests(of: package, &visited) {
      let text = try String(contentsOf: manifest, encoding: .utf8)
      let new = Self.rewrite(text) { place(of: $0, from: package) }
      if new != text { try Data(new.utf8).write(to: manifest, options: .atomic) }
      for path in Self.paths(in: text) {
        if let inner = inner(path, from: package) { try relocate(inner, &visited) }
      }
    }
  }

  private func collect(
    _ package: String, _ visited: inout Set<String>, _ outside: inout Set<String>
  ) {
    for manifest in manifests(of: package, &visited) {
      let text = (try? String(contentsOf: manifest, encoding: .utf8)) ?? ""
      for path in Self.paths(in: text) {
        if let place = place(of: path, from: package) { follow(place, &outside) }
        if let inner = inner(path, from: package) { collect(inner, &visited, &outside) }
      }
    }
  }

  /// Adds an outside package and those that it depends on by paths of its own.
  private func follow(_ folder: String, _ outside: inout Set<String>) {
    guard outside.insert(folder).inserted else { return }
    for manifest in Self.manifests(in: URL(filePath: folder)) {
      let text = (try? String(contentsOf: manifest, encoding: .utf8)) ?? ""
      for path in Self.paths(in: text) {
        let place = Self.resolved(path, from: URL(filePath: folder, directoryHint: .isDirectory))
        if !isInside(place) { follow(place, &outside) }
      }
    }
  }

  /// The manifests of a package in the copy, at the first visit: that for any Swift, and those for
  /// one version each.
  private func manifests(of package: String, _ visited: inout Set<String>) -> [URL] {
    visited.insert(package).inserted ? Self.manifests(in: copy.appending(path: package)) : []
  }

  private static func manifests(in folder: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasPrefix("Package") && $0.hasSuffix(".swift") }.sorted()
      .map { folder.appending(path: $0) }
  }

  /// Where outside the repository a path leads to from a package; nil if it stays within.
  private func place(of path: String, from package: String) -> String? {
    let place = resolved(path, from: package)
    return isInside(place) ? nil : place
  }

  /// The folder within the repository that a path leads to, as packages are named here.
  private func inner(_ path: String, from package: String) -> String? {
    let place = resolved(path, from: package)
    guard isInside(place) else { return nil }
    let inner = place.dropFirst(top.path.count).drop { $0 == "/" }
    return inner.isEmpty ? "" : inner + "/"
  }

  private func resolved(_ path: String, from package: String) -> String {
    Self.resolved(path, from: top.appending(path: package, directoryHint: .isDirectory))
  }

  private static func resolved(_ path: String, from folder: URL) -> String {
    URL(filePath: path, relativeTo: folder).standardizedFileURL.path
  }

  private func isInside(_ place: String) -> Bool {
    place == top.path || place.hasPrefix(top.path + "/")
  }
}

extension OutsidePackages {
  /// The paths of the packages that a manifest depends on.
  static func paths(in manifest: String) -> [String] {
    var paths: [String] = []
    _ = rewrite(manifest) { path in
      paths.append(path)
      return nil
    }
    return paths
  }

  /// Puts another path where a manifest names a package by one, if there is another.
  static func rewrite(_ manifest: String, _ path: (String) -> String?) -> String {
    // A dependency, its name if it has one, and its path, on one line or on several.
    let dependency = /(\.package\(\s*(?:name:\s*"[^"]*"\s*,\s*)?path:\s*")([^"]*)"/
    return manifest.replacing(dependency) { match in
      "\(match.1)\(path(String(match.2)) ?? String(match.2))\""
    }
  }

  /// Every file below a folder that is not hidden, with its size and time.
  private static func files(below folder: String) -> [String] {
    let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey, .isRegularFileKey]
    let found = FileManager.default.enumerator(
      at: URL(filePath: folder), includingPropertiesForKeys: Array(keys),
      options: [.skipsHiddenFiles])
    var lines: [String] = []
    for case let file as URL in found ?? FileManager.DirectoryEnumerator() {
      guard let values = try? file.resourceValues(forKeys: keys), values.isRegularFile == true
      else { continue }
      let time = values.contentModificationDate?.timeIntervalSinceReferenceDate ?? 0
      lines.append("\(file.path) \(values.fileSize ?? 0) \(time)")
    }
    return lines.sorted()
  }
}
