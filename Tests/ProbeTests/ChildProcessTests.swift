import Foundation
import Glibc
import TestFolders
import Testing

@testable import Probe

@Suite struct ChildProcessTests {
  let patience = Duration.seconds(30)

  private func shell(_ script: String, environment: [String: String] = [:]) -> Command {
    Command("/bin/sh", ["-c", script], environment: environment)
  }

  @Test func `a program that cannot be started says what is there and what is missing`() throws {
    let folder = try TemporaryFolder()
    func reason(_ name: String, _ text: String?, mode: Int) throws -> String? {
      let url = folder.url.appending(path: name)
      if let text { try Data(text.utf8).write(to: url) }
      if mode != 0 {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
      }
      let error = #expect(throws: SystemError.self) { _ = try ChildProcess(Command(url.path)) }
      return error?.description.replacing("start \(url.path)", with: "start it")
    }
    #expect(try reason("none", nil, mode: 0) == "start it: No such file or directory")
    #expect(
      try reason("script", "#!/no/such/shell\n", mode: 0o755)
        == "start it, which is there but needs an interpreter or loader that is not:"
        + " No such file or directory")
    #expect(
      try reason("text", "words", mode: 0o644)
        == "start it, which is not executable: Permission denied")
    let itself = #expect(throws: SystemError.self) {
      _ = try ChildProcess(Command(folder.url.path))
    }
    #expect(itself?.description.contains(", which is a folder: Permission denied") == true)
    let lost = #expect(throws: SystemError.self) {
      _ = try ChildProcess(Command("no-such-program"))
    }
    #expect(
      lost?.description == "start no-such-program, looked for in PATH: No such file or directory")
  }

  @Test func `lines come one by one, the last without its end too`() throws {
    var child = try ChildProcess(shell("echo first; echo; printf last"))
    #expect(try child.nextLine(within: patience) == "first")
    #expect(try child.nextLine(within: patience) == "")
    #expect(try child.nextLine(within: patience) == "last")
    #expect(try child.nextLine(within: patience) == nil)
  }

  @Test func `a line is there before the program ends`() throws {
    var child = try ChildProcess(shell("echo ready; exec sleep 1000"))
    #expect(try child.nextLine(within: patience) == "ready")
  }

  @Test func `more output than a pipe holds does not keep the program from ending`() throws {
    var child = try ChildProcess(shell("head -c 1000000 /dev/zero | tr '\\0' x; echo; echo end"))
    #expect(try child.wait(within: patience).isSuccess)
    #expect(try child.nextLine(within: patience)?.utf8.count == 1_000_000)
    #expect(try child.nextLine(within: patience) == "end")
  }

  @Test func `error output is kept apart and never blocks the program`() throws {
    var child = try ChildProcess(
      shell("head -c 200000 /dev/zero | tr '\\0' e >&2; echo told >&2; echo out"))
    #expect(try child.wait(within: patience).isSuccess)
    #expect(try child.nextLine(within: patience) == "out")
    #expect(child.errorOutput.hasSuffix("etold\n"))
    #expect(child.errorOutput.utf8.count == 65536)
  }

  @Test func `an exit code and a deadly signal are told apart`() throws {
    var failing = try ChildProcess(shell("exit 6"))
    #expect(try failing.wait(within: patience).reason == .exited(6))
    var killed = try ChildProcess(shell("kill -KILL $$"))
    #expect(try killed.wait(within: patience).reason == .signalled(SIGKILL))
  }

  @Test func `a silent program times out and can still be ended`() throws {
    var child = try ChildProcess(shell("exec sleep 1000"))
    #expect(throws: ChildFailure.timedOut(.zero)) { try child.nextLine(within: .zero) }
    #expect(throws: ChildFailure.timedOut(.zero)) { try child.wait(within: .zero) }
    #expect(try child.terminate(grace: patience).reason == .signalled(SIGTERM))
  }

  @Test func `a program that ignores the request to end is killed`() throws {
    var child = try ChildProcess(shell("trap '' TERM; echo deaf; while :; do sleep 1000; done"))
    #expect(try child.nextLine(within: patience) == "deaf")
    #expect(try child.terminate(grace: .milliseconds(1)).reason == .signalled(SIGKILL))
  }

  @Test func `an ended program stays with the kernel until it is waited for`() throws {
    var child = try ChildProcess(shell("echo told; exit 6"))
    try child.waitForEnd(within: patience)
    #expect(getpgid(child.id) == child.id)
    #expect(try child.nextLine(within: patience) == "told")
    #expect(try child.wait(within: patience).reason == .exited(6))
    #expect(getpgid(child.id) == -1)
    try child.waitForEnd(within: .zero)
  }

  @Test func `the end of a program's output is not its end`() throws {
    var child = try ChildProcess(shell("exec >&-; exec sleep 1000"))
    #expect(try child.nextLine(within: patience) == nil)
    #expect(throws: ChildFailure.timedOut(.zero)) { try child.waitForEnd(within: .zero) }
  }

  @Test func `processor time of an ended child is reported`() throws {
    var child = try ChildProcess(shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"))
    let exit = try child.wait(within: patience)
    #expect(exit.usage.totalNanoseconds > 0)
    #expect(
      exit.usage.totalNanoseconds == exit.usage.userNanoseconds + exit.usage.systemNanoseconds)
    #expect(exit.peakResidentBytes > 65536)
  }

  @Test func `a program that does not exist is an error of the start`() {
    let error = #expect(throws: SystemError.self) {
      _ = try ChildProcess(Command("/nonexistent/program"))
    }
    #expect(error?.code == ENOENT)
    #expect(error?.description == "start /nonexistent/program: No such file or directory")
  }

  @Test func `variables are laid over this process's own`() throws {
    var child = try ChildProcess(
      shell("echo $PROBE_COLOUR; echo ${PATH:+kept}", environment: ["PROBE_COLOUR": "blue"]))
    #expect(try child.nextLine(within: patience) == "blue")
    #expect(try child.nextLine(within: patience) == "kept")
  }

  @Test func `a child sees no descriptor but its three`() throws {
    let leak = dup(0)
    defer { close(leak) }
    var child = try ChildProcess(Command("/bin/ls", ["/proc/self/fd"]))
    var seen: [String] = []
    while let line = try child.nextLine(within: patience) { seen.append(line) }
    #expect(seen == ["0", "1", "2", "3"], "3 is the directory that ls reads")
  }

  @Test func `a child runs on the processors it was given`() throws {
    let last = try #require(ProcessorSet.allowed().numbers.last)
    let script = "grep Cpus_allowed_list /proc/self/status"
    var child = try ChildProcess(
      Command("/bin/sh", ["-c", script], processors: ProcessorSet([last])))
    #expect(try child.nextLine(within: patience) == "Cpus_allowed_list:\t\(last)")
  }

  @Test func `a child leads a process group of its own`() throws {
    var child = try ChildProcess(shell("exec sleep 1000"))
    #expect(getpgid(child.id) == child.id)
    _ = try child.terminate(grace: patience)
  }
}
