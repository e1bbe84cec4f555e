import Foundation
import Mutants
import Probe
import SessionGuards
import Testing

/// The bench's server with a mutant for a guard: what the kill matrix tries of each.
@Suite struct ServedMutantTests {
  private let rung = ServerRung(program: Program.mutantbench.path)

  /// These are seen whatever the threads do: each is wrong in the life of every session.
  @Test(arguments: ["packed: release forgotten", "packed: close does nothing"])
  func `a mutant breaks a promise, and the oracles of the trial say which`(name: String) throws {
    guard case .violation = try rung.play(name) else {
      Issue.record("no violation was seen of \(name)")
      return
    }
  }

  @Test(arguments: ["packed: lease dropped in release", "packed: lease dropped when refused"])
  func `a mutant that drops its leases ends the trial`(name: String) throws {
    guard case .failure = try rung.play(name) else {
      Issue.record("\(name) ran to its end")
      return
    }
  }

  @Test(arguments: Strategy.catalogue.filter { $0.exemption(from: .proof) == nil }.map(\.name))
  func `nothing is seen of a right guard, with the same delays`(name: String) throws {
    #expect(try rung.play("\(name): right") == .nothing)
  }
}
