internal import Foundation
public import GuardedServer
public import LoadGenerator
internal import Reactor
public import SessionGuards
internal import Tables
public import TrialRows

/// Everything that decides what `guardbench serve` does.
public struct ServePlan: Codable, Hashable, Sendable {
  public var strategy: String
  /// An IPv4 address of this machine, or a name that has one.
  public var host = "127.0.0.1"
  /// 0: whichever is free.
  public var port: UInt16 = 0
  public var reactors = 1
  /// Sessions at once, over all reactors; rounded up to equal shares.
  public var slots = 1024
  public var flush = FlushMode.direct
  /// Which reactor serves a session.
  public var topology = Topology.owned
  public var maximumPayload = 8192
  /// What may wait for one client before it counts as a slow reader.
  public var queueBytes = 128 * 1024
  /// What threads outside the reactors do.
  public var push = PushPlan()
  /// When to drain by itself; nil: at SIGTERM only.
  public var seconds: Double?
  /// How long sessions may take to end once it drains.
  public var graceSeconds = 2.0
  /// The number by which clients know this run; nil: a random one.
  public var token: RunToken?
  public var seed: UInt64 = 1

  public init(strategy: String) { self.strategy = strategy }
}

extension ServePlan {
  /// Sets which thread writes an outside thread's message, by name.
  public mutating func setFlush(_ name: String) throws(UsageError) {
    guard let mode = FlushMode(rawValue: name) else {
      let known = FlushMode.allCases.map(\.rawValue).joined(separator: " or ")
      throw .other("--flush \(name): expected \(known)")
    }
    flush = mode
  }

  /// Sets which reactor serves a session, by name.
  public mutating func setTopology(_ name: String) throws(UsageError) {
    guard let topology = Topology(rawValue: name) else {
      let known = Topology.allCases.map(\.rawValue).joined(separator: " or ")
      throw .other("--topology \(name): expected \(known)")
    }
    self.topology = topology
  }

  /// Refuses values that no server can have, naming the option.
  public func validate() throws(UsageError) {
    try Limits(1...256).require(reactors, "--reactors")
    try Limits(reactors...(1 << 24)).require(slots, "--slots")
    try Limits(Self.leastPayload...65_535).require(maximumPayload, "--max-payload")
    try Limits(1...(1 << 30)).require(queueBytes, "--queue-bytes")
    try Limits.runSeconds.require(seconds, "--duration")
    try Limits(0...3600, of: "seconds").require(graceSeconds, "--grace")
    try push.validate(maximumPayload: maximumPayload)
  }

  /// Room for a welcome.
  private static let leastPayload = 24

  /// The server's own limits; unlike its defaults they deliver a stray, so that clients see it.
  @usableFromInline
  func configuration(for strategy: Strategy) throws(UsageError) -> ServerConfiguration {
    guard strategy.serves(participants: reactors + push.senders) else {
      throw .other(
        "--reactors \(reactors) and --senders \(push.senders): \(strategy.name) serves at most"
          + " \(strategy.participantLimit ?? 0) threads")
    }
    let endpoint: Endpoint
    do throws(Endpoint.HostFault) {
      endpoint = try Endpoint(host: host, port: port)
    } catch {
      throw .other("--host \(host): \(error)")
    }
    var server = ServerConfiguration(endpoint: endpoint)
    server.reactorCount = reactors
    server.slotCount = slots
    server.outsideSenderCount = push.senders
    server.maximumPayload = maximumPayload
    server.queueBytes = queueBytes
    server.flush = flush
    server.topology = topology
    server.strays = .deliver
    return server
  }

  /// The plan with as many slots as the server will have: an equal share for each reactor.
  @usableFromInline
  func withShares(of limits: ServerConfiguration) -> ServePlan {
    var plan = self
    plan.slots = limits.slotsPerReactor * limits.shareCount
    return plan
  }
}

extension FlushMode: Codable {}
extension Topology: Codable {}
