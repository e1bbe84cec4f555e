import ModelChecker
import SessionGuards

/// Visits the mutants of `mcs`.
func visitMCS<V: MutantVisitor, W: Word & ~Copyable>(_ visitor: inout V, _: W.Type)
where W.Fault == Stop {
  let right = MCSGuard<W>.self
  visitor.visit("queue joined in two steps", right, [("acquire.queue", .split)])
  visitor.visit("last thread behind not forgotten", right, [("acquire.reset", .skip(answer: 0))])
  visitor.visit("thread before not told", right, [("wait.link", .skip(answer: 0))])
  visitor.visit("waits not put up", right, [("wait.begin", .skip(answer: 0))])
  visitor.visit("leaves though a thread comes", right, [("unlock.leave", .exchange)])
  visitor.visit("leaves in two steps", right, [("unlock.leave", .split)])
  visitor.visit("lock not passed on", right, [("pass.end", .skip(answer: 0))])
  visitor.visit("close forgets the flag", right, [("close.flag", .skip(answer: 0))])
  visitor.visit("queue joined without an acquire", right, [("acquire.queue", .weaken(.releasing))])
  visitor.visit("leave relaxed", right, [("unlock.leave", .weaken(.relaxed))])
  visitor.visit("pass relaxed", right, [("pass.end", .weaken(.relaxed))])
  visitor.visit("turn relaxed", right, [("wait.turn", .weaken(.relaxed))])
  visitor.visit("publish at reopen relaxed", right, [("open.publish", .weaken(.relaxed))])
}
