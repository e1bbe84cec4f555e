import Foundation
import Probe
import Testing

/// A use of a session after its end, which each build must see in its own way: a plain one by the
/// session's mark, a sanitizer by freed memory or by a race.
@Suite struct LateUseTests {
  @Test func `a session that is used after its end is seen by this build`() throws {
    let tests = try URL(filePath: ExecutablePath.current()).deletingLastPathComponent()
    var child = try ChildProcess(
      Command(
        tests.appending(path: "killmatrix").path, ["late-use"],
        environment: ["SWIFT_BACKTRACE": "enable=no"]))
    var lines: [String] = []
    while let line = try child.nextLine(within: .seconds(60)) { lines.append(line) }
    let exit = try child.wait(within: .seconds(60))
    #if THREAD_SANITIZER
    #expect(child.errorOutput.contains("WARNING: ThreadSanitizer: "))
    #expect(exit.reason == .exited(66))
    #elseif ADDRESS_SANITIZER
    #expect(child.errorOutput.contains("ERROR: AddressSanitizer: heap-use-after-free"))
    #expect(!exit.isSuccess)
    #else
    #expect(lines.first?.contains("1: while a lease is out, its slot is not reclaimed") == true)
    #expect(exit.reason == .exited(6))
    #endif
  }
}
