import Foundation
import Probe
import SessionGuards
import TestFolders
import Testing

/// What a program outside of this package must not be able to do with leases and participants: it
/// does not compile, or it ends the process and says why.
@Suite struct MisuseTests {
  /// What the compiler says of a program that imports the guards as another package does; empty if
  /// nothing is wrong.
  ///
  /// To SIL, as values that are used twice are only found there.
  private static func complaint(
    _ statements: String, keeping: String = ""
  ) throws -> String {
    let folder = try TemporaryFolder()
    let source = """
      import GuardedServer
      import SessionGuards

      func use(_ sender: inout LanServer<Guards.HazardPromote>.Sender, _ id: SessionID) {
        \(keeping)
      }

      func use(_ sessions: borrowing Guards.Packed, _ threads: ParticipantRoster) {
        guard let id = sessions.open(0), let me = threads.enroll() else { return }
        \(statements)
      }

      """
    try Data(source.utf8).write(to: folder.url.appending(path: "User.swift"))
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    // SwiftPM writes such a map for a C module that has none of its own.
    let headers = root.appending(path: "Sources/CSystem/include").path
    try Data("module CSystem { umbrella \"\(headers)\" export * }\n".utf8)
      .write(to: folder.url.appending(path: "module.modulemap"))
    let modules = URL(filePath: ProcessInfo.processInfo.arguments[0]).deletingLastPathComponent()
      .appending(path: "Modules")
    let output = try CommandOutput.of(
      Command(
        "/usr/bin/env",
        [
          "swiftc", "-swift-version", "6", "-parse-as-library", "-emit-sil", "-o", "/dev/null",
          "-module-cache-path", folder.path("cache"), "-I", modules.path,
          "-I", folder.url.path, "-I", root.appending(path: "Sources/CBarrier/include").path,
          folder.path("User.swift"),
        ]), within: .seconds(3600))
    return output.exit.isSuccess ? "" : output.errorOutput
  }

  @Test func `what a user is to do compiles`() throws {
    #expect(
      try Self.complaint(
        """
        let length = sessions.withLease(id, as: me) { "\\($0)".count }
        if let lease = sessions.acquire(id, as: me) { sessions.release(lease, as: me) }
        _ = (length, sessions.close(id, as: me))
        threads.withdraw(me)
        """,
        keeping: """
          guard let kept = sender.keep(id) else { return }
          kept.send([1].span)
          Task { @Sendable in kept.disconnect() }
          if let other = sender.keep(id) { other.drop() }
          """) == "")
  }

  @Test(arguments: [
    ("let lease = Lease<Never>(id); sessions.release(lease, as: me)", "inaccessible"),
    ("let right = LeaseIssuer<Never>(); sessions.release(right.issue(id), as: me)", "inaccessible"),
    (
      "let reclaim = Reclaim<Never> { _ in }; sessions.release(reclaim.leases.issue(id), as: me)",
      "inaccessible"
    ),
    ("if let lease = sessions.acquire(id, as: me) { _ = lease.end() }", "inaccessible"),
    ("let other = Participant(index: me.index); _ = other.index", "inaccessible"),
    ("let other = me; _ = sessions.close(id, as: me); threads.withdraw(other)", "after consum"),
    (
      """
      if let lease = sessions.acquire(id, as: me) {
        sessions.release(lease, as: me)
        sessions.release(lease, as: me)
      }
      """, "consumed more than once"
    ),
  ])
  func `no user makes or ends a lease by hand, or is one participant twice`(
    misuse: String, complaint: String
  ) throws {
    let found = try Self.complaint(misuse)
    #expect(found.contains("error: ") && found.contains(complaint), "\(found)")
  }

  @Test(arguments: [
    ("let reference = SessionReference<Never>(id); _ = reference", "inaccessible"),
    ("if let kept = sender.keep(id) { kept.drop(); kept.drop() }", "consumed more than once"),
    ("if let kept = sender.keep(id) { kept.drop(); kept.send([1].span) }", "after consum"),
    ("if let kept = sender.keep(id) { let other = kept; kept.disconnect() }", "after consum"),
    (
      "if let kept = sender.keep(id) { Task { @Sendable in kept.drop() }; kept.send([1].span) }",
      "captured by an escaping closure"
    ),
  ])
  func `no user makes a reference by hand, or drops a kept session twice`(
    misuse: String, complaint: String
  ) throws {
    let found = try Self.complaint("", keeping: misuse)
    #expect(found.contains("error: ") && found.contains(complaint), "\(found)")
  }

  @Test func `a lease that is dropped traps, and says so`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let sessions = Guards.Packed(slotCount: 1, participantCount: 1) { (_) throws(Never) in }
      let me = ParticipantRoster(count: 1).enroll()!
      _ = sessions.acquire(sessions.open(0)!, as: me)
    }
    let words = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) }
    #expect(words?.contains("a lease was dropped, not released") == true, "\(words ?? "")")
  }

  @Test func `a participant that comes back to another roster traps, and says so`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let mine = ParticipantRoster(count: 1)
      let others = ParticipantRoster(count: 1)
      others.withdraw(mine.enroll()!)
    }
    let words = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) }
    #expect(words?.contains("a participant was withdrawn twice, or is another") == true)
  }
}

/// A lease for the length of a closure.
@Suite struct ScopedLeaseTests {
  private struct Refusal: Error {}

  @Test func `a lease lasts as long as its closure, however that ends`() {
    let reclaimed = Reclaimed()
    let sessions = Guards.Packed(slotCount: 1, participantCount: 2) { (id) throws(Never) in
      reclaimed.ids.append(id)
    }
    let threads = ParticipantRoster(count: 2)
    let me = threads.enroll()!
    let id = sessions.open(0)!
    let answer = sessions.withLease(id, as: me) { "\($0)" }
    #expect(answer == "\(id)")
    do throws(Refusal) {
      try sessions.withLease(id, as: me) { (_) throws(Refusal) in throw Refusal() }
      Issue.record("what the closure throws is lost")
    } catch {}
    let isClosed = sessions.close(id, as: me)
    #expect(isClosed && reclaimed.ids == [id], "both leases are back")
    let stale = sessions.withLease(id, as: me) { $0 }
    #expect(stale == nil)
    threads.withdraw(me)
  }

  @Test func `a close under a scoped lease waits for its end`() {
    let reclaimed = Reclaimed()
    let sessions = Guards.Packed(slotCount: 1, participantCount: 2) { (id) throws(Never) in
      reclaimed.ids.append(id)
    }
    let threads = ParticipantRoster(count: 2)
    let me = threads.enroll()!
    let owner = threads.enroll()!
    let id = sessions.open(0)!
    let isKept = sessions.withLease(id, as: me) { session in
      sessions.close(session, as: owner) && reclaimed.ids.isEmpty
    }
    #expect(isKept == true && reclaimed.ids == [id])
    threads.withdraw(me)
    threads.withdraw(owner)
  }
}

/// What was reclaimed, on one thread.
// Safe: these tests have one thread.
private final class Reclaimed: @unchecked Sendable {
  var ids: [SessionID] = []
}
