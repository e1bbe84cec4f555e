import Testing

@testable import Check
@testable import CheckVerdicts

struct JUnitTests {
  @Test(arguments: ExampleCheck.endings)
  func `every ending keeps the rules of Ant's schema`(example: ExampleCheck) {
    #expect(JUnitSchema.breaches(of: example.report.junit) == [])
    #expect(JUnitSchema.breaches(of: CheckReport(example.result).junit) == [])
  }

  @Test func `the rules catch what breaks them`() {
    let good = ExampleCheck(ratios: ["packed": 1.072]).report.junit
    for (part, bad) in [
      ("id=\"0\"", ""), ("type=\"regression\"", ""), ("tests=\"", "tests=\"1"),
      ("<system-err></system-err>", ""), ("time=\"58.500\"", "time=\"soon\""),
      ("</properties>", "</properties><testcase/>"), ("timestamp=\"2001-", "timestamp=\"01-"),
      ("<testsuites>", "<testsuites name=\"x\">"), ("</testsuites>", ""),
    ] {
      #expect(good.contains(part), "\(part)")
      let changed = good.replacing(part, with: bad, maxReplacements: 1)
      #expect(JUnitSchema.breaches(of: changed) != [], "\(part)")
    }
  }

  @Test(
    .enabled(if: SchemaJudge.isInstalled, "xmllint is not installed: `make test` does"),
    arguments: ExampleCheck.endings)
  func `xmllint finds every ending valid by the schema that Jenkins uses`(example: ExampleCheck)
    throws
  {
    for junit in [example.report.junit, CheckReport(example.result).junit] {
      let complaints = try SchemaJudge.complaints(of: junit)
      #expect(complaints == "")
    }
  }

  @Test(
    .enabled(if: SchemaJudge.isInstalled, "xmllint is not installed: `make test` does"),
    arguments: [
      ("<testsuites>", "<testsuites verdict=\"x\">"), ("tests=\"", "test=\""),
      ("time=\"58.500\"", "time=\"soon\""), ("<property name", "<property title"),
      ("<failure ", "<defeat/><failure "), ("</testsuites>", ""),
    ])
  func `xmllint refuses what the schema does not allow`(part: String, bad: String) throws {
    let good = ExampleCheck(ratios: ["packed": 1.072]).report.junit
    #expect(good.contains(part))
    let changed = good.replacing(part, with: bad, maxReplacements: 1)
    #expect(try SchemaJudge.complaints(of: changed) != "")
  }

  private func marks(_ example: ExampleCheck) throws -> [String: String] {
    let root = try #require(JUnitSchema.tree(of: example.report.junit))
    var marks: [String: String] = [:]
    for element in root.all where element.name == "testcase" {
      let name = "\(element.attributes["classname"] ?? "") \(element.attributes["name"] ?? "")"
      marks[name] = element.children.first?.name ?? "passed"
    }
    return marks
  }

  @Test func `a regression fails, what is open or new is skipped, a fault is an error`()
    throws
  {
    let cpu = "guardbench.check.sessions/sessions=10000 packed: CPU"
    #expect(try marks(ExampleCheck())[cpu] == "passed")
    #expect(try marks(ExampleCheck(ratios: ["packed": 1.072]))[cpu] == "failure")
    #expect(try marks(ExampleCheck(scatter: 1.08))[cpu] == "skipped")
    let control = "guardbench.check.control.identical packed: CPU (brief)"
    #expect(try marks(ExampleCheck())[control] == "passed")
    #expect(try marks(ExampleCheck(identicalRatio: 1.04))[control] == "error")
    let fault = try marks(ExampleCheck(faults: [.failed("killed")]))
    #expect(fault["guardbench.check.harness fault 1"] == "error")
    let new = try marks(ExampleCheck(baseSubjects: [ExampleCheck.packed]))
    #expect(new["guardbench.check.sessions/sessions=10000 mutex"] == "skipped")
  }

  @Test func `the text of a fault comes through any parser unchanged`() throws {
    let line = "a < b && \"c\" > 'd'\n\tthen ]]> µ\u{1}"
    let example = ExampleCheck(faults: [.failed(line)])
    let root = try #require(JUnitSchema.tree(of: example.report.junit))
    let error = try #require(root.all.first { $0.name == "error" })
    let expected = line.replacing("\u{1}", with: "\u{FFFD}")
    #expect(error.attributes["message"] == expected)
    #expect(error.text == expected)
  }

  @Test func `no host is named`() throws {
    let root = try #require(JUnitSchema.tree(of: ExampleCheck().report.junit))
    #expect(root.children.first?.attributes["hostname"] == "localhost")
  }
}
