import Foundation
import Probe
import Testing

/// What `make build` would stamp a program with now.
enum SourceDigests {
  static func ofPresentSources(in root: URL) throws -> String {
    var child = try ChildProcess(
      Command(root.appending(path: "scripts/source-digests").path, []))
    let line = try child.nextLine(within: .seconds(60))
    let exit = try child.wait(within: .seconds(60))
    try #require(exit.isSuccess, "\(child.errorOutput)")
    return try #require(line)
  }
}
