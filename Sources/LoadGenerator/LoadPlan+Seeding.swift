import Reactor
import Statistics

/// The due times of every connection of a plan; they follow from its seed.
struct PlanSchedules {
  let plan: LoadPlan
  let targets: TargetDistribution

  /// Returns the schedule of a connection, from its beginning.
  func schedule(of connection: Int) -> Schedule {
    let rate = (plan.ratePerSecond ?? 0) * targets.probability(of: connection)
    return Schedule(
      ratePerSecond: rate, arrivals: plan.arrivals, seed: plan.seed, stream: UInt64(connection))
  }
}

extension LoadPlan {
  /// Looks the server's host up.
  func endpoint() throws(LoadError) -> Endpoint {
    do throws(Endpoint.HostFault) {
      return try Endpoint(host: host, port: port)
    } catch {
      let reason = "host \(host): \(error)"
      throw error == .onlyIPv6 ? .invalidPlan(reason) : .unreachable(reason)
    }
  }

  /// How messages, or commands, spread over the connections.
  var targets: TargetDistribution {
    TargetDistribution(zipf: skew, count: connections, scatterSeed: seed)
  }

  func schedules() -> PlanSchedules { PlanSchedules(plan: self, targets: targets) }

  /// Reports whether a connection is one of those that stop reading: they are spread evenly.
  func stopsReading(_ connection: Int) -> Bool {
    let share = stopReadingShare
    return (Double(connection + 1) * share).rounded(.down)
      > (Double(connection) * share).rounded(.down)
  }

  /// Reports whether the drain waits for pushes: the plan says so, or clients ask for some.
  var expectsPushes: Bool {
    awaitsPushes || commands.contains { $0.operation != .disconnect }
  }

  /// Reports whether every connection lasts until the run ends, so that no reply may be missing.
  public var keepsConnections: Bool { churnPerSecond == 0 && !letsServerEnd }

  /// Reports whether an end by the server is part of the plan.
  var letsServerEnd: Bool {
    serverMayClose || commands.contains { $0.operation == .disconnect }
  }
}
