import ModelChecker
import Mutants
import SessionGuards
import Testing

/// `mailbox`, whose handover the model checker explores in programs of its own: the contract of
/// guards is about leases, and it lends nothing.
@Suite struct DelegationTests {
  @Test(arguments: MailboxProgram.all.indices, MemoryModel.allCases)
  func `every execution of every handover keeps what a delegation promises`(
    _ index: Int, _ memory: MemoryModel
  ) {
    let program = MailboxProgram.all[index]
    let report = program.program().explore(.everyTrace, Setting(memory))
    #expect(report.violation == nil, "\(program.name): \(report.violation?.description ?? "")")
    #expect(report.isProof, "\(program.name)")
  }

  @Test(arguments: MailboxMutant.all.indices)
  func `each mutant of the mailbox dies in one of these programs`(_ index: Int) {
    let mutant = MailboxMutant.all[index]
    #expect(mutant.death() != nil, "\(mutant.name) survives")
  }

  /// Of the orders that are not relaxed, those of which the model shows that they are needed.
  @Test(arguments: ["post.publish", "next.stamp", "finish.tell", "count.finished"])
  func `each order that carries what a message says is needed`(_ site: String) {
    let setting = Setting(alterations: [Alteration(site, .weaken(.relaxed))])
    let violation = MailboxProgram.all.lazy.compactMap {
      $0.program().explore(.everyTrace, setting).violation
    }.first
    #expect(violation != nil, "nothing shows that \(site) needs its order")
  }

  /// They keep the writes to one entry in the order of their numbers, and what an owner has read
  /// from being written before. The engine has writes in the order of time and no load buffering,
  /// so that it cannot tell.
  @Test(arguments: ["post.number", "post.finished"])
  func `the orders that the engine cannot judge are these two`(_ site: String) {
    let setting = Setting(alterations: [Alteration(site, .weaken(.relaxed))])
    for program in MailboxProgram.all {
      #expect(program.program().explore(.everyTrace, setting).violation == nil)
    }
  }

  @Test func `an owner has the slots of its share, as the bench's records have it`() {
    for (slots, owners) in [(1, 1), (1, 3), (2, 2), (7, 3), (1000, 3), (10_000, 16)] {
      let sessions = MailboxDelegation<HardwareWord>(
        slotCount: slots, ownerCount: owners, participantCount: owners, lastGeneration: .max,
        reclaim: Reclaim { (_) throws(Never) in })
      let share = (slots + owners - 1) / owners
      for slot in 0..<Slot(slots) {
        #expect(Int(sessions.owner(of: slot)) == Int(slot) / share)
      }
    }
  }
}
