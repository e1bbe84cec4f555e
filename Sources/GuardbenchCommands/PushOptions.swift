internal import ArgumentParser
internal import Scenarios

/// Who else sends to the sessions.
struct PushOptions: ParsableArguments {
  @Option(help: "Threads that send; none without it.")
  var senders = 0

  @Option(
    help: ArgumentHelp(
      "Pushes per second over all threads; as fast as they can without it.", valueName: "rate"))
  var pushRate: Double?

  @Option(help: ArgumentHelp("The payload of a push.", valueName: "bytes"))
  var pushPayload = 64

  @Option(help: ArgumentHelp("Zipf's exponent of the targets; 0 is uniform.", valueName: "s"))
  var pushSkew = 0.0

  @Flag(help: "Everybody sends to one session.")
  var hot = false

  @Option(help: ArgumentHelp("The share of sends to sessions of the past.", valueName: "share"))
  var staleShare = 0.0

  @Option(help: ArgumentHelp("Sessions per second to disconnect.", valueName: "rate"))
  var disconnectRate = 0.0

  var plan: PushPlan {
    var plan = PushPlan()
    plan.senders = senders
    plan.ratePerSecond = pushRate
    plan.payloadBytes = pushPayload
    plan.skew = pushSkew
    plan.isHot = hot
    plan.staleShare = staleShare
    plan.disconnectsPerSecond = disconnectRate
    return plan
  }
}
