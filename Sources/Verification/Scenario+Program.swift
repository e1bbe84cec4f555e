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
      let ground = ModelGround(program.machine, generations: lastOpened)
      let stage = Stage<Guard, ModelGround>(self, on: ground)
      try stage.setUp()
      for (part, place) in zip(parts, places) {
        program.thread(part.name, as: place, of: parts.count) { (place) throws(Stop) in
          try stage.play(part, as: place)
        }
      }
      program.atEnd { stage.audit }
    }
  }
}
