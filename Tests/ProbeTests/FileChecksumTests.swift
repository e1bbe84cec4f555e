import Foundation
import Testing

@testable import Probe

struct FileChecksumTests {
  /// The values that the hash's authors publish.
  @Test(arguments: [
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
  ])
  func `a file's checksum is FNV-1a's`(text: String, checksum: String) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(text.utf8).write(to: url)
    #expect(FileChecksum.ofFile(at: url.path) == checksum)
  }

  @Test func `a file that is not there has none`() {
    #expect(FileChecksum.ofFile(at: "/proc/none") == nil)
    #expect(FileChecksum.ofThisProgram?.count == 16)
  }
}
