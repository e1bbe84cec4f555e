import Foundation
import Testing

@testable import Measurement

struct TableFileTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appending(path: "samples.csv"))
  }

  @Test func `appended rows are on file at once`() throws {
    try withFolder { url in
      let file = try TableFile<Sample>(creating: url)
      try file.append(TableTests.sample(0))
      #expect(try Table<Sample>(csv: [UInt8](Data(contentsOf: url))).rows.count == 1)
      try file.append(TableTests.sample(1))
      try file.close()
      #expect(try Table<Sample>(csv: [UInt8](Data(contentsOf: url))).rows.count == 2)
    }
  }

  @Test func `an earlier run is never written over`() throws {
    try withFolder { url in
      try TableFile<Sample>(creating: url).close()
      #expect(throws: CocoaError.self) { try TableFile<Sample>(creating: url) }
    }
  }

  @Test func `a resumed file loses its torn line, says so, and goes on`() throws {
    try withFolder { url in
      let text = Table([TableTests.sample(0), TableTests.sample(1)]).csv
      try Data(text.utf8.dropLast(5)).write(to: url)
      let file = try TableFile<Sample>(resuming: url)
      #expect(file.existing.rows == [TableTests.sample(0)])
      #expect(file.existing.tornLine != nil)
      try file.append(TableTests.sample(7))
      try file.close()
      let rows = try Table<Sample>(csv: [UInt8](Data(contentsOf: url))).rows
      #expect(rows == [TableTests.sample(0), TableTests.sample(7)])
    }
  }

  @Test func `a file with other columns is not appended to`() throws {
    try withFolder { url in
      let names = Sample.columns.filter(\.isRequired).map(\.name).joined(separator: ",")
      try Data((names + "\r\n").utf8).write(to: url)
      #expect(throws: OtherColumns.self) { try TableFile<Sample>(resuming: url) }
    }
  }
}
