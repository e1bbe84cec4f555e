public import ModelChecker
import SessionGuards

/// `mailbox` with one access altered, named for what it does wrong: the model must find each in one
/// of its programs. **A new one gets one line here.**
public struct MailboxMutant: Sendable {
  public let name: String
  public let alterations: [Alteration]

  private init(_ name: String, _ site: String, _ change: Alteration.Change) {
    self.name = name
    alterations = [Alteration(site, change)]
  }

  public static let all = [
    MailboxMutant("bound never checked", "post.sent", .answer(0)),
    MailboxMutant("number taken in two steps", "post.number", .split),
    MailboxMutant("stamped before it is written", "post.publish", .weaken(.relaxed)),
    MailboxMutant("stamp looked at without an order", "next.stamp", .weaken(.relaxed)),
    MailboxMutant("finished before it is used", "finish.tell", .weaken(.relaxed)),
    MailboxMutant("count of finished read without an order", "count.finished", .weaken(.relaxed)),
    MailboxMutant("finished forgotten", "finish.tell", .skip(answer: 0)),
    MailboxMutant("close forgets the flag", "next.close", .skip(answer: 0)),
    MailboxMutant("every handover taken twice", "next.take", .skip(answer: 0)),
    MailboxMutant("generation never checked", "next.state", .answer(1 << 32 | 1)),
  ]

  /// The first program that shows it, with what it shows; nil if none does.
  public func death(_ memory: MemoryModel = .releaseAcquire) -> (program: String, Violation)? {
    for program in MailboxProgram.all {
      let setting = Setting(memory, alterations: alterations)
      if let violation = program.program().explore(.everyTrace, setting).violation {
        return (program.name, violation)
      }
    }
    return nil
  }
}
