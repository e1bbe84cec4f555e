import Testing

@testable import Report

struct QuantityTests {
  static let durations: [(Double, String)] = [
    (0, "0 ns"), (0.123, "0.12 ns"), (5.004, "5.00 ns"), (12.34, "12.3 ns"), (999.4, "999 ns"),
    (999.6, "1.00 µs"), (5210, "5.21 µs"), (2.5e6, "2.50 ms"), (3e9, "3.00 s"),
    (4e12, "4,000 s"), (.infinity, "never"),
  ]

  @Test(arguments: durations)
  func `durations keep three digits and a fitting unit`(nanoseconds: Double, text: String) {
    #expect(Quantity.duration(nanoseconds) == text)
  }

  static let shares: [(Double, String)] = [
    (0.0051, "0.51 %"), (0.02, "2.0 %"), (0.0995, "10 %"), (0.5, "50 %"), (0, "0.00 %"),
  ]

  @Test(arguments: shares)
  func `shares keep two digits`(share: Double, text: String) {
    #expect(Quantity.percent(share) == text)
  }

  @Test func `a confidence is never rounded up to certainty`() {
    #expect(Quantity.atLeast(0.99999) == "99.9 %")
    #expect(Quantity.atLeast(0.96875) == "96.8 %")
  }

  @Test func `thousands are separated`() {
    #expect(Quantity.whole(1_234_567) == "1,234,567")
    #expect(Quantity.whole(-123_456) == "-123,456")
    #expect(Quantity.whole(999) == "999")
  }

  @Test func `ratios show where a margin of two percent lies`() {
    #expect(Quantity.ratio(1.0204) == "1.020")
    #expect(Quantity.ratio(12.34) == "12.3")
    #expect(Quantity.ratio(.infinity) == "∞")
  }
}

struct TextTableTests {
  @Test func `columns are aligned, colored or not`() {
    var table = TextTable([("name", .left), ("µs", .right), ("remark", .left)])
    table.append(["a", "1", "x"])
    table.append([TextTable.Cell("long", .good), "1000", ""])
    #expect(table.terminal(.plain) == "name    µs  remark\na        1  x\nlong  1000\n")
    #expect(table.terminal(.colored).contains("\u{1B}[32mlong\u{1B}[0m  1000"))
  }

  @Test func `markdown cells cannot end their column`() {
    var table = TextTable([("a", .left), ("b", .right)])
    table.append(["x|y", "<b>"])
    #expect(table.markdown == "| a | b |\n| --- | ---: |\n| x\\|y | &lt;b> |\n")
  }
}

struct GeneratedSectionTests {
  private let section = GeneratedSection("results")

  @Test func `only what lies between the markers is replaced, however often`() throws {
    let page = "# Title\n\n\(section.begin)\nold\nolder\n\(section.end)\n\nfoot\n"
    let once = try section.fill(page, with: "new\n\n")
    #expect(once == "# Title\n\n\(section.begin)\nnew\n\(section.end)\n\nfoot\n")
    #expect(try section.fill(once, with: "new\n\n") == once)
  }

  @Test func `pages without their markers are left alone`() {
    #expect(throws: GeneratedSection.Failure.missing(marker: section.begin)) {
      try section.fill("# Title\n\(section.end)\n", with: "x")
    }
    #expect(throws: GeneratedSection.Failure.repeated(marker: section.end)) {
      try section.fill("\(section.begin)\n\(section.end)\n\(section.end)\n", with: "x")
    }
    #expect(throws: GeneratedSection.Failure.reversed) {
      try section.fill("\(section.end)\n\(section.begin)\n", with: "x")
    }
  }
}
