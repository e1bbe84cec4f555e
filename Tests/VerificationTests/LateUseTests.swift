import Foundation
import Probe
import Testing

/// What `KILLMATRIX` names, or what was built beside these tests.
///
/// For the thread sanitizer it must be optimised: unoptimised, the lookup of what is altered or
/// held orders the threads.
private enum PlayedProgram {
  static let path: String? = {
    if let named = ProcessInfo.processInfo.environment["KILLMATRIX"] { return named }
    #if THREAD_SANITIZER
    return nil
    #else
    return try? URL(filePath: ExecutablePath.current()).deletingLastPathComponent()
      .appending(path: "killmatrix").path
    #endif
  }()
}

/// What each build must see in its own way: a plain one by the session's mark, a sanitizer by freed
/// memory or by a race. What is not ordered is a race to the thread sanitizer alone, each time.
@Suite(.enabled(if: PlayedProgram.path != nil, "needs an optimised build: `make sanitize`"))
struct LateUseTests {
  private struct Ending {
    var lines: [String] = []
    let reason: ChildExit.Reason
    let errorOutput: String
  }

  private func run(_ argument: String) throws -> Ending {
    let program = try #require(PlayedProgram.path)
    var child = try ChildProcess(
      Command(program, [argument], environment: ["SWIFT_BACKTRACE": "enable=no"]))
    var lines: [String] = []
    while let line = try child.nextLine(within: .seconds(3600)) { lines.append(line) }
    let exit = try child.wait(within: .seconds(3600))
    return Ending(lines: lines, reason: exit.reason, errorOutput: child.errorOutput)
  }

  @Test func `the right guards are passed by this build, in the same plays`() throws {
    let ending = try run("right")
    #expect(ending.lines == ["no violation, plays: 1", "no violation, plays: 1"])
    #expect(ending.reason == .exited(0), "\(ending.errorOutput)")
  }

  @Test func `a session that is used after its end is seen by this build`() throws {
    let ending = try run("late-use")
    #if THREAD_SANITIZER
    // Where the session lives, and not somewhere else in the stress.
    #expect(ending.errorOutput.contains(/SUMMARY: ThreadSanitizer: data race .*Heap(Ground|Place)/))
    #expect(ending.reason == .exited(66))
    #elseif ADDRESS_SANITIZER
    #expect(ending.errorOutput.contains("ERROR: AddressSanitizer: heap-use-after-free"))
    #expect(ending.reason != .exited(0))
    #else
    #expect(
      ending.lines.first?.contains("1: while a lease is out, its slot is not reclaimed") == true)
    #expect(ending.reason == .exited(6))
    #endif
  }

  @Test func `a lease that is given back without a release is seen by the thread sanitizer`()
    throws
  {
    let ending = try run("relaxed-release")
    #if THREAD_SANITIZER
    #expect(ending.errorOutput.contains(/SUMMARY: ThreadSanitizer: data race .*Heap(Ground|Place)/))
    #expect(ending.reason == .exited(66))
    #elseif arch(x86_64)
    #expect(ending.lines == ["no violation, plays: 1"], "x86 orders more than was asked for")
    #expect(ending.reason == .exited(0))
    #endif
  }
}
