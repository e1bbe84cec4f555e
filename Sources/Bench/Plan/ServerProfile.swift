internal import Scenarios
internal import Tables
internal import TrialRows
internal import Trials

/// The server tier's cells in the two profiles.
extension Profile {
  var serverCells: [PlannedCell] {
    self == .quick ? Self.quickServerCells : Self.fullServerCells
  }

  private static var quickServerCells: [PlannedCell] {
    let compared = [echo(depth: 64), cell("push")]
    let checked = [
      echo(depth: 1), echo(depth: 8), echo(rate: openRate), cell("hot"), cell("storm"),
    ]
    return compared.map {
      PlannedCell($0, blocks: quick.blocks, seconds: quick.seconds(.server))
    } + checked.map { PlannedCell($0, purpose: .oracle, blocks: 1, seconds: 0.18) }
  }

  /// `hot` and `storm` have one way to flush, and `echo` two depths: each cell of a server takes
  /// five to ten minutes with all strategies.
  private static var fullServerCells: [PlannedCell] {
    let echoes = [echo(depth: 1), echo(depth: 64), echo(rate: openRate)]
    let pushes = ["direct", "deferred"].map { cell("push", flush: $0) }
    let many = Cell(scenario("push"), at: Setting { $0.connections = 10_000 })
    let shared = ["echo", "push"].map { name in
      Cell(
        scenario(name),
        at: Setting {
          $0.topology = "shared"
          $0.threads = Cores.count
        })
    }
    return (echoes + pushes + [many, cell("hot"), cell("storm")] + shared).map {
      PlannedCell($0, blocks: full.blocks, seconds: full.seconds(.server))
    }
  }

  /// The rate of the open loop: a tenth of what one core echoes one by one, so that latency shows
  /// the server and not a queue.
  private static let openRate = 20_000.0

  private static func echo(depth: Int? = nil, rate: Double? = nil) -> Cell {
    let setting = Setting {
      $0.depth = depth
      $0.ratePerSecond = rate
    }
    return Cell(scenario("echo"), at: setting)
  }

  private static func cell(_ name: String, flush: String? = nil) -> Cell {
    Cell(scenario(name), at: Setting { $0.flush = flush })
  }
}
