import Testing

/// The strict reader refuses what it should, or the smoke run proves nothing.
struct CSVTableTests {
  @Test func `quotes hold commas, line ends and doubled quotes`() throws {
    let table = try CSVTable("a,b_ns\r\n\"x,\"\"y\"\"\r\n\",1\r\n,2\r\n")
    #expect(table.columns == ["a", "b_ns"])
    #expect(table.rows == [["a": "x,\"y\"\r\n", "b_ns": "1"], ["b_ns": "2"]])
  }

  @Test(
    arguments: [
      ("", CSVTable.Flaw.columns),
      ("a,a\r\n", .columns),
      ("A\r\n", .columns),
      ("a\n", .lineEnd(line: 1)),
      ("a\r\n1", .lineEnd(line: 2)),
      ("a,", .lineEnd(line: 1)),
      ("a,b\r\n1\r\n", .fields(line: 2)),
      ("a\r\n1,2\r\n", .fields(line: 2)),
      ("a\r\nx\"y\r\n", .quote(line: 2)),
      ("a\r\n\"x\r\n", .quote(line: 2)),
      ("a\r\n\"x\"y\r\n", .lineEnd(line: 2)),
    ])
  func `a file that is not by the letter is refused`(text: String, flaw: CSVTable.Flaw) {
    #expect(throws: flaw) { try CSVTable(text) }
  }
}
