/// One depth with the arms that are run at it, and what is compared there.
public struct Cell: Equatable, Sendable {
  public var depth: Int
  public var arms: [Arm]
  public var comparisons: [Comparison]
}

/// The programs that a run pits against each other.
public struct Contestants: Sendable {
  public var server: Server
  public var generator: Generator
  public var twin: Server
  public var rawEcho: Server
  public var peerGenerator: Generator

  /// guardbench at `path` against the C peers in `folder`.
  public init(guardbench path: String, peers folder: String) {
    self.init(peers: folder)
    server = .guardbench(at: path)
    generator = .guardbench(at: path)
  }

  /// The C peers against themselves: every ratio is one, and a run must say so.
  public init(peers folder: String) {
    server = .twin(in: folder)
    generator = .peer(in: folder)
    twin = .twin(in: folder)
    rawEcho = .rawEcho(in: folder)
    peerGenerator = .peer(in: folder)
  }

  /// The targets: what our server must reach of the twin's rate, by depth.
  public static func serverTarget(depth: Int) -> Double { depth <= 8 ? 0.95 : 0.85 }

  /// What our generator must reach of the C generator's rate against the same server.
  public static let generatorTarget = 0.95

  /// Both servers are loaded by the C generator, so that only the servers differ; both generators
  /// load the same C servers, so that only the generators do.
  public func cell(depth: Int, withGenerators: Bool) -> Cell {
    var cell = Cell(depth: depth, arms: [], comparisons: [])
    cell.add(.ours, server, peerGenerator)
    cell.add(.twin, twin, peerGenerator)
    cell.add(.rawEcho, rawEcho, peerGenerator)
    let target = Self.serverTarget(depth: depth)
    cell.compare(.ours, .twin, .messagesPerSecond, target: target)
    cell.compare(.ours, .twin, .serverCPU)
    cell.compare(.ours, .rawEcho, .messagesPerSecond)
    cell.compare(.ours, .rawEcho, .serverCPU)
    guard withGenerators else { return cell }
    cell.add(.oursOnTwin, twin, generator)
    cell.add(.oursOnRawEcho, rawEcho, generator)
    for (ours, theirs) in [(ArmName.oursOnTwin, ArmName.twin), (.oursOnRawEcho, .rawEcho)] {
      cell.compare(ours, theirs, .messagesPerSecond, target: Self.generatorTarget)
      cell.compare(ours, theirs, .loadCPU)
    }
    return cell
  }
}

/// The arms by name: the server, or the generator where that is ours.
enum ArmName: String {
  case ours = "our server"
  case twin = "twin"
  case rawEcho = "raw echo"
  case oursOnTwin = "our generator on twin"
  case oursOnRawEcho = "our generator on raw echo"
}

extension Cell {
  fileprivate mutating func add(_ name: ArmName, _ server: Server, _ generator: Generator) {
    arms.append(Arm(name: name.rawValue, server: server, generator: generator))
  }

  fileprivate mutating func compare(
    _ ours: ArmName, _ theirs: ArmName, _ metric: Metric, target: Double? = nil
  ) {
    let programs = [ours, theirs].map { name in
      arms.first { $0.name == name.rawValue }.map { ($0.server, $0.generator) }
    }
    guard let left = programs[0], let right = programs[1] else {
      preconditionFailure("arms are added before they are compared")
    }
    comparisons.append(
      Comparison(
        ours: ours.rawValue, theirs: theirs.rawValue, metric: metric, target: target,
        isAgainstItself: left == right))
  }
}
