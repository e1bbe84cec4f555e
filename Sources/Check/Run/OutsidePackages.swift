internal import Foundation
internal import Probe

/// The packages outside the repository that one of its packages depends on by path, such as
/// `.package(path: "../guardbench")`.
///
/// A revision is built in another folder than the working tree, where such a relative path is not
/// valid. Both arms are built with the outside packages as they are on the disk.
struct OutsidePackages {
  /// The repository's outermost folder.
  private let top: URL
  /// A copy of its files; the repository itself if there is none.
  private let copy: URL

  init(of top: String, copiedTo copy: URL) {
    self.top = URL(filePath: top).standardizedFileURL
    self.copy = copy
  }

  /// Rewrites the manifests in the copy so that they find the outside packages. `package` names a
  /// folder of the repository.
  func relocate(from package: String) throws {
    for folder in folders(from: package) where isInside(folder) {
      for (manifest, text) in manifests(of: folder) {
        let new = Self.rewrite(text) { path in
          let place = Self.resolved(path, from: folder)
          return isInside(place) ? nil : place
        }
        if new != text { try Data(new.utf8).write(to: manifest, options: .atomic) }
      }
    }
  }

  /// A checksum of the outside packages, which tells builds apart; nil if there are none.
  ///
  /// It covers the size and the time of the last change of each file that is not hidden.
  func state(of package: String) -> String? {
    let outside = folders(from: package).filter { !isInside($0) }
    guard !outside.isEmpty else { return nil }
    return FileChecksum.of(outside.sorted().flatMap(Self.files(below:)).joined(separator: "\n"))
  }

  /// The folders of the packages that a package depends on by paths, directly or not, itself first.
  /// The dependencies of an outside package on packages of the repository are left out.
  private func folders(from package: String) -> [String] {
    var folders = [Self.resolved(package, from: top.path)]
    var next = 0
    while next < folders.count {
      let folder = folders[next]
      next += 1
      for path in manifests(of: folder).flatMap({ Self.paths(in: $0.text) }) {
        let place = Self.resolved(path, from: folder)
        if !folders.contains(place), isInside(folder) || !isInside(place) { folders.append(place) }
      }
    }
    return folders
  }

  /// The manifests in a folder, which of the repository is the copy's: that for any Swift, and
  /// those for one version each.
  private func manifests(of folder: String) -> [(url: URL, text: String)] {
    let inner = folder.dropFirst(top.path.count).drop { $0 == "/" }
    let place = isInside(folder) ? copy.appending(path: String(inner)) : URL(filePath: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return names.filter { $0.hasPrefix("Package") && $0.hasSuffix(".swift") }.sorted().map {
      let url = place.appending(path: $0)
      return (url, (try? String(contentsOf: url, encoding: .utf8)) ?? "")
    }
  }

  private static func resolved(_ path: String, from folder: String) -> String {
    URL(filePath: path, relativeTo: URL(filePath: folder, directoryHint: .isDirectory))
      .standardizedFileURL.path
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

  /// Replaces the path of each package dependency by the one that `path` returns; nil keeps it.
  static func rewrite(_ manifest: String, _ path: (String) -> String?) -> String {
    // A dependency with its optional name and its path, on one line or on several.
    let dependency = /(\.package\(\s*(?:name:\s*"[^"]*"\s*,\s*)?path:\s*")([^"]*)"/
    return manifest.replacing(dependency) { match in
      "\(match.1)\(path(String(match.2)) ?? String(match.2))\""
    }
  }

  /// A line for every file below a folder that is not hidden, with its size and time.
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
