import ModelChecker
import SessionGuards

/// Three words, a plain cell and what the threads saw, for programs of a few lines.
final class Pad: Sendable {
  let x = ModelWord(0)
  let y = ModelWord(0)
  let z = ModelWord(0)
  let plain = ModelCell(0)
  let a = ModelTally()
  let b = ModelTally()
  let c = ModelTally()
  let d = ModelTally()
}

/// Under which memories an outcome is seen; every search must say the same.
struct Seen: Equatable, CustomStringConvertible {
  var sequential: Bool
  var releaseAcquire: Bool

  static let never = Seen(sequential: false, releaseAcquire: false)
  static let weakOnly = Seen(sequential: false, releaseAcquire: true)
  static let always = Seen(sequential: true, releaseAcquire: true)

  var description: String { "sequential \(sequential), release/acquire \(releaseAcquire)" }
}

/// Explores the program by both searches, in both memories, and returns where `outcome` is seen.
///
/// Nil if the two searches disagree.
func seen(
  _ outcome: @escaping (Pad) -> Bool, defect: Defect? = nil,
  _ threads: (Program, Pad) -> Void
) -> Seen? {
  func isSeen(_ memory: MemoryModel, _ search: Search) -> Bool {
    let program = Program { program in
      let pad = Pad()
      threads(program, pad)
      program.atEnd { outcome(pad) ? "seen" : nil }
    }
    var setting = Setting(memory)
    setting.defect = defect
    return program.explore(search, setting).violation != nil
  }
  func answers(_ search: Search) -> Seen {
    Seen(
      sequential: isSeen(.sequential, search), releaseAcquire: isSeen(.releaseAcquire, search))
  }
  let reduced = answers(.everyTrace)
  return reduced == answers(.everySchedule()) ? reduced : nil
}
