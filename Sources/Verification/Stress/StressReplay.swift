/// One batch of a stress by itself, as `make torture REPLAY=…` takes it.
///
/// Has all that the batch's scripts and delays are drawn from. What a plan of one's own adds (other
/// scenarios, alterations, holds) stays in that plan, which `narrowed` takes.
public struct StressReplay: Equatable, Sendable, Codable {
  public let strategy: String
  /// Whether the guard runs on bare hardware, where only the threads around it are delayed.
  public let isBare: Bool
  public let seed: UInt64
  public let batch: Int
  public let slots: Int
  public let threads: Int
  public let delayOdds: Int

  init(_ strategy: String, isBare: Bool, batch: Int, of plan: StressPlan) {
    self.strategy = strategy
    self.isBare = isBare
    seed = plan.seed
    self.batch = batch
    slots = plan.slots
    threads = plan.threads
    delayOdds = plan.disturbance.delayOdds
  }

  /// Narrows a plan to this batch; its scenarios, alterations and holds stay.
  public func narrowed(_ plan: StressPlan) -> StressPlan {
    var batchAlone = plan
    batchAlone.seed = seed
    batchAlone.batches = 1
    batchAlone.firstBatch = batch
    batchAlone.slots = slots
    batchAlone.threads = threads
    batchAlone.disturbance.delayOdds = delayOdds
    return batchAlone
  }

  /// The command that plays it again: of a guard of this package, in a plan of `make torture`'s.
  public var command: String { "make torture REPLAY=\(self)" }

  /// How the batch of this plan is played again.
  ///
  /// The command knows the guards of this package alone, and not what a plan of one's own does
  /// besides: there it would play something else, and find nothing.
  func advice(isOurs: Bool, in plan: StressPlan) -> String {
    isOurs && plan.isUsual
      ? command : "StressReplay(\"\(self)\")!.narrowed(plan) is that batch of your plan"
  }
}

extension StressReplay: LosslessStringConvertible {
  public var description: String {
    "strategy=\(strategy),words=\(isBare ? "bare" : "delayed"),seed=\(seed),batch=\(batch),"
      + "slots=\(slots),threads=\(threads),odds=\(delayOdds)"
  }

  /// Reads what `description` writes; nil for anything else, and for more than a stress can play.
  public init?(_ text: String) {
    let form =
      #/
      strategy=([^,]+),words=(bare|delayed),seed=(\d+),batch=(\d+),
      slots=(\d+),threads=(\d+),odds=(\d+)
      /#
    // In 32 and 16 bits, so that no number of a slot overflows.
    guard let parts = text.wholeMatch(of: form)?.output, let seed = UInt64(parts.3),
      let batch = UInt32(parts.4), let slots = UInt16(parts.5), slots > 0,
      let threads = UInt8(parts.6), (2...64).contains(threads), let odds = UInt16(parts.7)
    else { return nil }
    strategy = String(parts.1)
    isBare = parts.2 == "bare"
    self.seed = seed
    self.batch = Int(batch)
    self.slots = Int(slots)
    self.threads = Int(threads)
    delayOdds = Int(odds)
  }
}
