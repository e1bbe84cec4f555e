import Foundation
import Probe
import TestFolders
import Testing

extension TemporaryFolder {
  /// Runs shell commands in it, which must succeed. Git has a name there, and reads none of
  /// the user's settings.
  func shell(_ text: String) throws {
    let identity = [
      "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_AUTHOR_NAME": "test", "GIT_AUTHOR_EMAIL": "test@example.org",
      "GIT_COMMITTER_NAME": "test", "GIT_COMMITTER_EMAIL": "test@example.org",
    ]
    let output = try CommandOutput.of(
      Command("/bin/sh", ["-ec", "cd \"$0\"\n\(text)", url.path], environment: identity),
      within: .seconds(3600))
    try #require(output.exit.isSuccess, "\(text): \(output.errorOutput)")
  }
}
