import Foundation
import Glibc
import Probe
import Testing

@testable import Check

/// Whose the busy process is, beside which a check is studied.
@Suite struct BystanderTests {
  @Test func `it is none of this program's processes, so that its time is not taken for ours`()
    throws
  {
    let bystander = try Bystander(on: .allowed())
    let ancestors = ancestors(of: bystander.id)
    #expect(!ancestors.isEmpty)
    #expect(!ancestors.contains(getpid()))
    // A child is seen for what it is.
    let child = try ChildProcess(Command("/bin/sh", ["-c", "exec sleep 1000"]))
    #expect(self.ancestors(of: child.id).contains(getpid()))
  }

  @Test func `it ends with its value`() async throws {
    var id: Int32 = 0
    do {
      let bystander = try Bystander(on: .allowed())
      id = bystander.id
      #expect(isRunning(id))
    }
    while isRunning(id) { await Task.yield() }
  }

  @Test func `it ends when the process that it is there for is gone`()
    async throws
  {
    var child = try ChildProcess(Command("/bin/sh", ["-c", "exec sleep 1000"]))
    let bystander = try Bystander(on: .allowed(), while: child.id)
    #expect(isRunning(bystander.id))
    _ = try child.terminate(grace: .seconds(60))
    while isRunning(bystander.id) { await Task.yield() }
    _ = consume bystander
  }

  private func ancestors(of process: Int32) -> [Int32] {
    var ancestors: [Int32] = []
    var id = process
    while id > 1, let parent = Status(of: id)?.parent {
      ancestors.append(parent)
      id = parent
    }
    return ancestors
  }

  /// Whether it is there and no zombie, which no process may reap.
  private func isRunning(_ process: Int32) -> Bool {
    Status(of: process).map { !"ZX".contains($0.state) } ?? false
  }

  /// What `/proc/<id>/stat` says behind the program's name.
  private struct Status {
    var state: Character
    var parent: Int32

    init?(of process: Int32) {
      guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let end = text.lastIndex(of: ")")
      else { return nil }
      let fields = text[end...].split(separator: " ").dropFirst().prefix(2)
      guard fields.count == 2, let state = fields.first?.first,
        let parent = fields.last.flatMap({ Int32($0) })
      else { return nil }
      self.state = state
      self.parent = parent
    }
  }
}
