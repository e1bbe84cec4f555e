internal import ArgumentParser
internal import Scenarios

/// The threads outside the reactors that push messages to sessions.
struct PushOptions: ParsableArguments {
  @Option(help: "Threads that push.")
  var senders = 0

  @Option(
    help: ArgumentHelp(
      "Pushes per second over all threads (default: as many as they can).", valueName: "rate"))
  var pushRate: Double?

  @Option(help: ArgumentHelp("Payload of a push.", valueName: "bytes"))
  var pushPayload = 64

  @Option(help: ArgumentHelp("Zipf's exponent of the targets; 0 is uniform.", valueName: "s"))
  var pushSkew = 0.0

  @Option(
    help: ArgumentHelp("Share of pushes to one session in a hundred.", valueName: "share"))
  var pushHotset = 0.0

  @Flag(help: "All threads push to one session.")
  var hot = false

  @Option(help: ArgumentHelp("Share of pushes to sessions that have ended.", valueName: "share"))
  var staleShare = 0.0

  @Option(
    help: ArgumentHelp("Sessions per second that these threads disconnect.", valueName: "rate"))
  var disconnectRate = 0.0

  var plan: PushPlan {
    var plan = PushPlan()
    plan.senders = senders
    plan.ratePerSecond = pushRate
    plan.payloadBytes = pushPayload
    plan.skew = pushSkew
    plan.hotShare = pushHotset
    plan.isHot = hot
    plan.staleShare = staleShare
    plan.disconnectsPerSecond = disconnectRate
    return plan
  }
}
