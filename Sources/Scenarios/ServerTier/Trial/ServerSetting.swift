internal import GuardedServer
package import LoadGenerator
internal import Tables
package import TrialRows
package import Trials
internal import Wire

/// The plans of a trial's two processes, derived from a cell of the server tier.
package struct ServerSetting {
  /// Its port and token are known once it listens.
  package let serve: ServePlan
  package let load: LoadPlan
  /// Whether what was sent is exactly what was delivered or lost by the server: where connections
  /// are cut, the kernel may drop the last messages on their way.
  let isExact: Bool
  /// Whether the cell sets the number of slots, rather than the number of clients alone.
  package let setsSessions: Bool

  static let leastPushBytes = PushHeader.byteCount

  package init(_ plan: TrialPlan) throws(UsageError) {
    let setting = plan.cell.setting
    var serve = ServePlan(strategy: plan.strategy)
    serve.reactors = setting.threads ?? 1
    if let topology = setting.topology { try serve.setTopology(topology) }
    // To several reactors with slots of their own the kernel deals the connections out, and not
    // evenly.
    let connections = setting.connections ?? 64
    let sharesCount = serve.topology == .owned ? serve.reactors : 1
    serve.slots = setting.sessions ?? sharesCount * (connections + Self.spareSlots)
    if let flush = setting.flush { try serve.setFlush(flush) }
    serve.maximumPayload = max(serve.maximumPayload, setting.payloadBytes ?? 0)
    serve.push = Self.pushes(plan)
    serve.queueBytes = max(serve.queueBytes, Self.hotQueueBytes(serve.push))
    serve.seed = plan.seed
    self.serve = serve

    var load = LoadPlan(port: 0)
    load.connections = connections
    load.threads = Cell.loadThreadsCount
    load.payloadBytes = setting.payloadBytes ?? 64
    load.warmUpSeconds = plan.warmUp.inSeconds
    load.durationSeconds = plan.measurement.inSeconds
    load.seed = plan.seed
    load.marks = serve.slots > connections
    load.sendersLimit = serve.push.senders + serve.reactors
    Self.setLoop(of: &load, setting)
    let closes = Self.closesPerSecond(setting)
    load.churnPerSecond = closes / 2
    load.resetShare = closes > 0 ? Self.resetShare : 0
    load.serverMayClose = closes > 0
    self.load = load
    isExact = closes == 0
    setsSessions = setting.sessions != nil
  }

  /// Slots for control connections, and for those that have ended but are not released.
  package static let spareSlots = 16
  /// One in ten clients that leave does so in the middle of a message.
  private static let resetShare = 0.1
  /// Clients talk a tenth as much as is pushed to them.
  private static let talkShare = 0.1

  /// An echo's rate is the clients'; with outside senders it is theirs, and the clients talk along.
  private static func setLoop(of load: inout LoadPlan, _ setting: Setting) {
    let rate = setting.ratePerSecond ?? 0
    if setting.senders != nil {
      load.awaitsPushes = true
      load.ratePerSecond = max(rate * talkShare, Double(load.connections))
    } else if rate > 0 {
      load.ratePerSecond = rate
    } else {
      load.depth = setting.depth ?? 1
    }
  }

  private static func pushes(_ plan: TrialPlan) -> PushPlan {
    let setting = plan.cell.setting
    var push = PushPlan()
    guard let senders = setting.senders else { return push }
    push.senders = senders
    push.ratePerSecond = setting.ratePerSecond.flatMap { $0 > 0 ? $0 : nil }
    push.payloadBytes = setting.payloadBytes ?? push.payloadBytes
    push.skew = setting.skew ?? 0
    push.hotShare = setting.hotSetRatio ?? 0
    push.isHot = setting.skew == nil
    push.staleShare = setting.staleRatio ?? 0
    push.disconnectsPerSecond = closesPerSecond(setting) / 2
    return push
  }

  /// What a session is sent within a second if all is sent to one: where the reactor has to share
  /// its core it may be away for some of that, and would then take its client for a slow reader.
  /// At the other scenarios' own settings the server's default is two seconds' worth or more.
  ///
  /// A ring that is empty begins anew, so the length is address space until a reactor falls behind.
  private static func hotQueueBytes(_ push: PushPlan) -> Int {
    guard push.isHot, let rate = push.ratePerSecond else { return 0 }
    return Int(min(rate * Double(push.payloadBytes + queuedBytesBeside), longestHotQueue))
  }

  /// A frame's length, its header in the queue, and padding to whole words.
  private static let queuedBytesBeside = 2 + 8 + 7
  /// More is no moment's absence: at such rates a second's pushes are more than a client takes.
  private static let longestHotQueue = Double(1 << 26)

  private static func closesPerSecond(_ setting: Setting) -> Double {
    (setting.closeRatio ?? 0) * (setting.ratePerSecond ?? 0)
  }
}

extension Duration {
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
