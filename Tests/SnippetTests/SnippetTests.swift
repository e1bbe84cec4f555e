import Testing

/// Every example on a page and in a doc comment is code that compiles today, and programs run.
@Suite struct SnippetTests {
  @Test func `every snippet has a context, and every context a snippet`() throws {
    let snippets = try Snippet.all()
    for snippet in snippets {
      let count = SnippetContext.all.count { $0.fits(snippet) }
      #expect(count == 1, "\(snippet.path):\(snippet.line) has \(count) contexts")
    }
    for context in SnippetContext.all {
      let count = snippets.count(where: context.fits)
      #expect(count == 1, "\(context.path): \(count) snippets have '\(context.mark)'")
    }
  }

  @Test func `no snippet leaves anything out`() throws {
    for snippet in try Snippet.all() where snippet.code.contains("…") {
      Issue.record("\(snippet.path):\(snippet.line): real code instead of `…`")
    }
  }

  @Test(arguments: SnippetContext.all.indices)
  func `every snippet compiles`(index: Int) throws {
    let context = SnippetContext.all[index]
    let snippet = try #require(try Snippet.all().first(where: context.fits))
    let complaint = try SwiftCompiler().complaint(
      context.source(of: snippet), context.kind, with: context.others,
      isInside: context.isInside)
    #expect(complaint == "", "\(snippet.path):\(snippet.line)")
  }

  @Test func `a snippet that does not compile is told of`() throws {
    let compiler = try SwiftCompiler()
    let good = "import SessionGuards\nlet id = SessionID(slot: 1, generation: 1)"
    #expect(try compiler.complaint(good) == "")
    #expect(try compiler.complaint(good + "\nlet other = id.room").contains("error: "))
    #expect(try compiler.complaint("import Cellar").contains("error: "))
  }

  @Test(arguments: SnippetContext.all.indices.filter { SnippetContext.all[$0].kind == .program })
  func `every whole program runs, and prints what its page shows`(index: Int) throws {
    let context = SnippetContext.all[index]
    let snippet = try #require(try Snippet.all().first(where: context.fits))
    let output = try SwiftCompiler().output(of: context.source(of: snippet))
    #expect(output != "")
    let end = snippet.line + snippet.code.lines.count
    let next = CodeBlock.blocks(in: try Snippet.text(of: snippet.path).lines)
      .first { $0.start > end && $0.start <= end + 2 && $0.language == "" }
    if let next { #expect(output == next.lines.joined(separator: "\n"), "\(snippet.path)") }
  }

  @Test func `a program that traps or prints something else is told of`() throws {
    let compiler = try SwiftCompiler()
    #expect(try compiler.output(of: "print(\"as shown\")") == "as shown")
    #expect(try compiler.output(of: "fatalError(\"so\")").contains("so"))
  }

  @Test func `blocks of code are found in pages and in doc comments`() {
    let page = """
      Text

          let a = 1

          let b = 2
      ```swift
        struct C {
        }
      ```
      * a list
          goes on

          63 ... 32 | 31
      ```
      let d = 4
      ```
      """
    let blocks = CodeBlock.blocks(in: page.lines)
    #expect(blocks.map(\.start) == [2, 6, 12, 14])
    #expect(blocks.map(\.isSwift) == [true, true, false, false])
    #expect(blocks[0].lines == ["let a = 1", "", "let b = 2"])
    #expect(blocks[1].lines == ["struct C {", "}"])
    let comments = Snippet.docComments(in: "/// A.\n///\n///     let a = 1\nlet b = 2\n  /// C.\n")
    #expect(comments.map(\.start) == [1, 5])
    let snippets = Snippet.snippets(in: comments[0].lines, of: "A.swift", from: 1)
    #expect(snippets.map(\.code) == ["let a = 1"])
    #expect(snippets.map(\.line) == [3])
  }
}
