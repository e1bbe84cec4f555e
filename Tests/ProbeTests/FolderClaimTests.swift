import Foundation
import Probe
import TestFolders
import Testing

@Suite struct FolderClaimTests {
  private struct Refused: Error {}

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func take() throws -> FolderClaim {
    guard let claim = try FolderClaim.take(of: folder.url.path) else { throw Refused() }
    return claim
  }

  private func share() throws -> FolderClaim {
    guard let claim = try FolderClaim.share(of: folder.url.path) else { throw Refused() }
    return claim
  }

  private func canTake() throws -> Bool { try FolderClaim.take(of: folder.url.path) != nil }
  private func canShare() throws -> Bool { try FolderClaim.share(of: folder.url.path) != nil }

  @Test func `one writes, and no other writes or uses meanwhile`() throws {
    let writer = try take()
    #expect(try !canTake())
    #expect(try !canShare())
    _ = consume writer
    #expect(try canTake())
  }

  @Test func `many use what is there, and none writes meanwhile`() throws {
    let one = try share()
    let other = try share()
    #expect(try canShare())
    #expect(try !canTake())
    _ = consume one
    #expect(try !canTake())
    _ = consume other
    #expect(try canTake())
  }

  @Test func `a writer may go on to use it with others`() throws {
    let claim = try take()
    claim.share()
    #expect(try canShare())
    #expect(try !canTake())
    _ = consume claim
  }

  @Test func `a folder that is not there is an error`() {
    #expect(throws: SystemError.self) {
      if try FolderClaim.take(of: folder.path("none")) != nil { throw Refused() }
    }
  }
}
