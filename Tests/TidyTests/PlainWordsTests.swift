import Testing

/// Comments, messages and pages use the package's words, and name what exists.
@Suite struct PlainWordsTests {
  typealias File = SourceTree.File

  @Test func `a file's prose is told from its code`() {
    let prose = Prose(
      #"""
      let a = "one \(b("two") ?? c) three"  // four "five"
      /* six
         seven */
      let d = #"eight \"# + x.replacing(#/" nine/#, with: """
        ten
        eleven
        """)
      @Test func `twelve is thirteen`() {}
      let `self` = "http://fourteen"
      """#)
    func words(_ passages: [Prose.Passage]) -> [String] {
      passages.map { "\($0.line) " + $0.text.split(separator: " ").joined(separator: " ") }
    }
    #expect(words(prose.comments) == ["1 // four \"five\"", "2 /* six", "3 seven */"])
    #expect(
      words(prose.strings).filter { $0.count > 2 }
        == ["1 one", "1 two", "1 three", #"4 eight \"#, "5 ten", "6 eleven", "9 http://fourteen"])
    #expect(words(prose.titles) == ["8 twelve is thirteen"])
    #expect(prose.code.contains("func ") && prose.code.contains("let self"))
    #expect(!prose.code.contains("four \"") && !prose.code.contains("seven"))
  }

  @Test func `comments, messages and tests' names use the package's words`() throws {
    let files = try SourceTree().files.filter { !$0.path.hasPrefix("Tests/TidyTests/") }
    #expect(files.count > 20, "the sources were not found")
    for breach in files.flatMap({ Vocabulary.breaches($0) }) { Issue.record("\(breach)") }

    func caught(_ text: String, in path: String = "Sources/Verification/Stress/Crew.swift") -> Int {
      Vocabulary.breaches(File(path: path, text: text)).count
    }
    #expect(caught("// Nobody waits for anybody.\n") == 2)
    #expect(caught("/// Relaxed: who wants the end is served.\n") == 1)
    #expect(caught("// Answers false if the ring is full; no one waits.\n") == 2)
    #expect(caught("// The wrong guards of every room.\n") == 2)
    #expect(caught("throw Refusal(\"somebody else has \\(count)\")\n") == 1)
    #expect(caught("@Test func `a wait that nobody ends blocks`() {}\n") == 1)
    // A name between backticks, a possessive and a word inside another are none of them.
    #expect(caught("// `who` is a process whose whole time counts; there is room.\n") == 0)
    #expect(caught("let nobody = 0\n") == 0)
    // Published and digested literals stay; comments beside them do not.
    for path in ["Sources/TrialRows/Row/Quantities.swift", "Sources/ModelChecker/Told.swift"] {
      #expect(caught("Whole(\"lost\", \"nobody read it\")  // for whoever\n", in: path) == 1)
    }
  }

  @Test func `pages use the package's words`() throws {
    for breach in try SourceTree.pages().flatMap({ Vocabulary.breaches(page: $0) }) {
      Issue.record("\(breach)")
    }
    let wrong = "Everybody sends.\n```\nwho\n```\nThe `who` of it is whoever comes.\n"
    #expect(Vocabulary.breaches(page: File(path: "README.md", text: wrong)).count == 2)
  }

  @Test func `a name in a comment is the name of something`() throws {
    let tree = try SourceTree()
    let named = try NamedCode(of: tree)
    for file in tree.files where !file.path.hasPrefix("Tests/TidyTests/") {
      for breach in named.breaches(file) { Issue.record("\(breach)") }
    }

    let small = NamedCode(code: [
      "struct SessionSlab { func release(_ id: Int) }", "name: \"flag-count\"", "var failBelow",
    ])
    func caught(_ comment: String) -> [String] {
      small.breaches(File(path: "Sources/Probe/Box.swift", text: comment + "\n"))
    }
    #expect(caught("// `SessionSlab.release` of `flag-count`, `--fail-below 0.99`, `x`") == [])
    #expect(
      caught("// See `SessionSlabs`.")
        == ["Sources/Probe/Box.swift:1: `SessionSlabs` names 'SessionSlabs', which no code has"])
    #expect(caught("let a = 1  // as `release(id:)`, unlike `retire(id:)`").count == 1)
    #expect(caught("// `flag-counter`").count == 1)
    #expect(caught("let text = \"`SessionSlabs`\"") == [])
  }

  @Test func `a name from outside the package is needed`() throws {
    let comments = try SourceTree().files.flatMap { Prose($0.text).comments }.map(\.text)
      .joined(separator: "\n")
    for name in NamedCode.outside where !comments.contains(name) {
      Issue.record("no comment has the outside name '\(name)'")
    }
  }
}
