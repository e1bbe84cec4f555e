import Probe
import Testing

@testable import Check

/// What is said of a tool that failed: a reason, never its own arguments.
struct CommandReasonTests {
  private func reason(_ errors: String, _ output: String = "") throws -> String {
    try CommandOutput.of(
      Command(
        "/bin/sh", ["-c", "printf %s \"$1\"; printf %s \"$2\" >&2; exit 1", "sh", output, errors]),
      within: .seconds(3600)
    ).reason
  }

  private static let place = "/x/main.swift:1:5: error: cannot convert value"
  private static let frontend =
    "swift-frontend -frontend -c -primary-file main.swift -warnings-as-errors error: -o a.o -O"

  @Test func `an error in a file is told before the tool's own`() throws {
    let output =
      "[1/2] Compiling\nerror: emit-module command failed with exit code 1\n" + Self.place
    #expect(try reason("", output) == Self.place)
    #expect(try reason("error: no such module", Self.place) == Self.place)
    #expect(
      try reason("warning: x\nerror: 'guards': no such package\n")
        == "error: 'guards': no such package")
    #expect(try reason("hint: y\nfatal: not a repository") == "fatal: not a repository")
  }

  @Test func `a compiler's arguments are never the reason`() throws {
    #expect(try reason("", Self.frontend + "\n" + Self.place) == Self.place)
    #expect(try reason("", "it crashed\n" + Self.frontend) == "it crashed")
    #expect(
      try reason("Stack dump:\n0. Program arguments: swift -c\n", "error: gave up")
        == "error: gave up")
    #expect(try reason("", Self.frontend) == "it said nothing that is a reason")
  }

  @Test func `a line is no longer than what a person reads`() throws {
    let long = "error: " + String(repeating: "x", count: 5000)
    #expect(try reason(long).count == 301)
  }
}
