public import SessionGuards

/// A guard on hardware with its type forgotten: one that the sequential story can be told of.
public struct SequentialTrial: Sendable {
  public let strategy: Strategy
  private let body: @Sendable (SequentialStory, (_ chapter: String) -> Void) -> [SequentialFinding]

  /// Takes a guard of any package.
  public init<Guard: SessionGuard & ~Copyable>(_: Guard.Type) where Guard.Fault == Never {
    strategy = Guard.strategy
    body = { story, onBegin in story.tell(Guard.self, onBegin: onBegin) }
  }

  /// Tells the story of this guard; `onBegin` is told the name of each chapter before it begins.
  public func run(
    _ widths: SequentialStory.Widths, onBegin: (_ chapter: String) -> Void = { _ in }
  ) -> [SequentialFinding] {
    body(SequentialStory(widths: widths), onBegin)
  }

  /// Every guard of `SessionGuards` but the floor.
  ///
  /// Made here, so that each is specialised; through its witness tables a guard is far slower.
  public static let ours: [SequentialTrial] = {
    var collector = Collector()
    visitGuards(&collector)
    return collector.trials
  }()
}

private struct Collector: GuardVisitor {
  typealias Fault = Never
  var trials: [SequentialTrial] = []

  mutating func visit<Guard: SessionGuard & ~Copyable>(_ type: Guard.Type)
  where Guard.Fault == Never {
    if !Guard.strategy.isFloor { trials.append(SequentialTrial(type)) }
  }
}
