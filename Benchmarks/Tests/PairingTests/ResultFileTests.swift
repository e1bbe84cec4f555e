import Foundation
import Pairing
import Testing

@Suite struct ResultFileTests {
  private let path = FileManager.default.temporaryDirectory
    .appending(path: "yardstick-\(UUID().uuidString).json").path

  @Test func `a result is never written over`() throws {
    let file = try ResultFile(path)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try file.write(Data("first".utf8))
    #expect(throws: ResultFileError.exists(path)) { try file.write(Data("second".utf8)) }
    #expect(throws: ResultFileError.exists(path)) { try ResultFile(path) }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "first")
  }

  @Test func `a folder that is not there is refused before the run`() {
    let path = "/nowhere/at/all.json"
    #expect(throws: ResultFileError.unwritable(path)) { try ResultFile(path) }
  }
}
