public import ModelChecker
public import SessionGuards

extension Scenario {
  /// The scenario as a program over this guard, on the words of the model.
  ///
  /// Not inlinable on purpose: a guard of another package is verified through its witness table,
  /// slower; ours are specialised here.
  public func program<Guard: SessionGuard & ~Copyable>(_: Guard.Type) -> Program
  where Guard.Fault == Stop {
    Program { (program) throws(Stop) in
      let ground = ModelGround(program.machine, generations: generations.upperBound)
      let stage = Stage<Guard, ModelGround>(self, on: ground)
      try stage.setUp()
      for (index, part) in parts.enumerated() {
        program.thread(part.name) { () throws(Stop) in try stage.play(part.acts, as: index) }
      }
      program.atEnd { stage.audit }
    }
  }
}
