internal import ArgumentParser
internal import LoadGenerator

/// What clients do beside sending messages: they come and go, stop reading and send commands.
struct FaultOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Connections per second that end and are made again.", valueName: "rate"))
  var churn = 0.0

  @Option(
    help: ArgumentHelp(
      "Share of those that end by a reset in the middle of a message.", valueName: "share"))
  var resetShare = 0.0

  @Option(help: ArgumentHelp("Share of connections that never read.", valueName: "share"))
  var stopReadingShare = 0.0

  @Flag(help: "Make connections that the server ends again, instead of failing.")
  var serverMayClose = false

  @Option(help: ArgumentHelp("Commands per second that ask for pushes.", valueName: "rate"))
  var askPushes = 0.0

  @Option(
    help: ArgumentHelp(
      "Commands per second that ask for pushes to another session.", valueName: "rate"))
  var askPushesToOthers = 0.0

  @Option(
    help: ArgumentHelp("Commands per second that ask for a disconnect.", valueName: "rate"))
  var askDisconnects = 0.0

  @Option(help: "The most pushing senders that a connection keeps track of.")
  var sendersLimit = 32

  func describe(in plan: inout LoadPlan) {
    plan.churnPerSecond = churn
    plan.resetShare = resetShare
    plan.stopReadingShare = stopReadingShare
    plan.serverMayClose = serverMayClose
    plan.sendersLimit = sendersLimit
    let rates: [(CommandStream.Operation, Double)] = [
      (.push, askPushes), (.pushToSession, askPushesToOthers), (.disconnect, askDisconnects),
    ]
    plan.commands = rates.filter { $0.1 != 0 }.map { CommandStream($0.0, ratePerSecond: $0.1) }
  }
}
