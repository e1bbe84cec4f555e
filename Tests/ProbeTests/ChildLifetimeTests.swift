import Foundation
import Testing

@testable import Probe

/// Each test lets a child hold the only writing end of a named pipe: its reader sees the end of the
/// stream at the moment when the child is gone, and waits for nothing else.
@Suite struct ChildLifetimeTests {
  @Test func `a child dies with a parent that is killed without warning`() async throws {
    let pipe = try NamedPipe()
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = pipe.path as String] in
      var child = try ChildProcess(holder(of: path))
      _ = try child.nextLine(within: patience)
      kill(getpid(), SIGKILL)
      _ = try child.wait(within: patience)
    }
    #expect(pipe.lines() == ["held"])
  }

  @Test func `a child outlives the thread that started it`() throws {
    let pipe = try NamedPipe()
    let handoff = Handoff<ChildProcess>()
    try NamedThread(name: "starter") {
      handoff.value = try? ChildProcess(holder(of: pipe.path))
    }.join()
    var child = handoff.value.take()!
    #expect(try child.nextLine(within: patience) == "ready")
    #expect(throws: ChildFailure.timedOut(.milliseconds(50))) {
      try child.wait(within: .milliseconds(50))
    }
    #expect(try child.terminate(grace: patience).reason == .signalled(SIGTERM))
    #expect(pipe.lines() == ["held"])
  }

  @Test func `a child that goes out of scope is gone`() throws {
    let pipe = try NamedPipe()
    do {
      var child = try ChildProcess(holder(of: pipe.path))
      #expect(try child.nextLine(within: patience) == "ready")
    }
    #expect(pipe.lines() == ["held"])
  }

  @Test func `what a child leaves behind in its group ends with it`() throws {
    let pipe = try NamedPipe()
    var child = try ChildProcess(
      Command("/bin/sh", ["-c", "exec 3> '\(pipe.path)'; echo held >&3; sleep 1000 & exit 0"]))
    #expect(try child.wait(within: patience).isSuccess)
    #expect(pipe.lines() == ["held"])
  }
}

private let patience = Duration.seconds(30)

/// A program that writes a line to a named pipe, says that it has, and holds the pipe open for
/// ever.
private func holder(of path: String) -> Command {
  Command("/bin/sh", ["-c", "exec 3> '\(path)'; echo held >&3; echo ready; exec sleep 1000"])
}

/// Carries what cannot be copied from one thread to another.
private final class Handoff<Value: ~Copyable>: @unchecked Sendable {
  // Safe: the reader has joined the writer.
  var value: Value?
}

/// A pipe with a name in a fresh directory, open for reading before any process can write.
private final class NamedPipe: Sendable {
  let path: String
  private let reader: OwnedDescriptor

  init() throws {
    let directory = NSTemporaryDirectory() + "probe-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true)
    path = directory + "/pipe"
    try #require(unsafe mkfifo(path, 0o600) == 0)
    reader = OwnedDescriptor(
      try checked("open \(path)", unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)))
  }

  deinit {
    try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent)
  }

  /// Reads until every writer is gone; `nil` if one still lives after a while.
  func lines() -> [String]? {
    var bytes: [UInt8] = []
    let deadline = Deadline(after: patience)
    while true {
      var entry = pollfd(fd: reader.number, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&entry, 1, deadline.remainingMilliseconds) > 0 else { return nil }
      guard let count = try? reader.read(into: &bytes, operation: "read \(path)") else {
        return nil
      }
      if count == 0 { break }
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
