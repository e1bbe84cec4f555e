public import Probe
internal import Statistics

/// Times the loops over our guards beside those over their twins in C, in pairs.
///
/// In each block every guard has its turn, in random order, and its two programs run back to back,
/// in random order too. A program runs twice, with few leases and with many, so that its start
/// cancels out; what counts is its processor time.
public struct TwinTimer: Sendable {
  /// The loops of one guard.
  public struct Contest: Sendable {
    let strategy: String
    let ours: LoopProgram
    let twin: LoopProgram

    public init(_ strategy: String, ours: LoopProgram, twin: LoopProgram) {
      self.strategy = strategy
      self.ours = ours
      self.twin = twin
    }
  }

  /// The fastest loop takes a nanosecond for each.
  static let fewTimes = 1_000_000
  static let manyTimes = 100_000_000
  /// Longer than a run takes on a busy machine where nothing is wrong.
  private static let limit = Duration.seconds(120)

  let contests: [Contest]
  private let processors: ProcessorSet?
  private let stop: StopSignal?

  /// The programs run on one processor of these, as a single thread would stay on its own.
  public init(
    _ contests: [Contest], on processors: ProcessorSet, unless stop: StopSignal? = nil
  ) {
    self.contests = contests
    self.processors = processors.numbers.last.map { ProcessorSet([$0]) }
    self.stop = stop
  }

  /// Runs so many blocks in the order that the seed gives, and compares what they took.
  public func times(
    blocks: Int, seed: UInt64, progress: (Int) -> Void = { _ in }
  ) throws(TimingError) -> [TwinTime] {
    var generator = SeededGenerator(seed: seed)
    var costs: [[(ours: Double, twin: Double)]] = contests.map { _ in [] }
    for block in 0..<blocks {
      var order = Array(contests.indices)
      generator.shuffle(&order)
      for index in order {
        let isOursFirst = generator.next(below: 2) == 0
        costs[index].append(try pair(contests[index], isOursFirst: isOursFirst))
      }
      progress(block + 1)
    }
    return zip(contests, costs).map { TwinTime($0.strategy, $1) }
  }

  private func pair(
    _ contest: Contest, isOursFirst: Bool
  ) throws(TimingError) -> (ours: Double, twin: Double) {
    let first = try nanoseconds(isOursFirst ? contest.ours : contest.twin)
    let second = try nanoseconds(isOursFirst ? contest.twin : contest.ours)
    return isOursFirst ? (first, second) : (second, first)
  }

  /// Processor time for each lease.
  private func nanoseconds(_ program: LoopProgram) throws(TimingError) -> Double {
    let few = try time(program.command(Self.fewTimes))
    let many = try time(program.command(Self.manyTimes))
    return max(many - few, 0) / Double(Self.manyTimes - Self.fewTimes)
  }

  private func time(_ command: Command) throws(TimingError) -> Double {
    var command = command
    command.processors = processors
    let output: CommandOutput
    do {
      output = try CommandOutput.of(command, within: Self.limit, unless: stop)
    } catch .stopped {
      throw .interrupted
    } catch {
      throw .failed("\(command.executable): \(error)")
    }
    guard output.exit.isSuccess else {
      let said = output.errorOutput.split(separator: "\n").last ?? "no word"
      throw .failed("\(command.executable): \(output.exit.reason): \(said)")
    }
    return Double(output.exit.usage.totalNanoseconds)
  }
}

/// Why a loop was not timed.
public enum TimingError: Error, Equatable, CustomStringConvertible {
  /// Ctrl-C, or a signal that asks this process to end.
  case interrupted
  case failed(String)

  public var description: String {
    switch self {
    case .interrupted: "interrupted"
    case .failed(let reason): reason
    }
  }
}
