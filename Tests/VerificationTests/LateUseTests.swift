import Foundation
import Probe
import Testing

// Not under the thread sanitizer: it stays silent on this, and it is not known why.
#if !THREAD_SANITIZER
/// A use of a session after its end, which a plain build sees by the session's mark and one under
/// the address sanitizer by its freed memory.
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
    #if ADDRESS_SANITIZER
    #expect(child.errorOutput.contains("ERROR: AddressSanitizer: heap-use-after-free"))
    #expect(!exit.isSuccess)
    #else
    #expect(lines.first?.contains("1: while a lease is out, its slot is not reclaimed") == true)
    #expect(exit.reason == .exited(6))
    #endif
  }
}
#endif
