import CodeShape
import Testing

/// A function that events or messages pass in the server, and what it may call besides the guard.
///
/// What runs per event and depends on the guard is inlined into a loop, so that it stands in the
/// loop's code; a call of `serve` or `take` would be one that is not named here.
struct ServerPath: Sendable, CustomTestStringConvertible {
  let part: String
  /// How a specialisation for the right handler and port ends its list of types.
  let mark: String
  let callees: [String]
  /// The calls of the system that it makes itself, by their whole name.
  var systemCalls: [String] = []

  var testDescription: String { part }

  /// The function without the calls of the system that it is to make.
  func ownCalls(of function: Disassembly.Function) -> Disassembly.Function {
    Disassembly.Function(
      name: function.name, instructions: function.instructions,
      callees: function.callees.filter { !systemCalls.contains($0) })
  }
}

// MARK: - Compiled for each guard

extension ServerPath {
  static let ofEachGuard = [
    // From the wait for events to the handler and back; the owner's own sends stand inline.
    ServerPath(
      part: "ReactorLoop< where A: ~Swift.Copyable>.run()", mark: socket,
      callees: serving + handling + [
        "GuardedServer.ReactorSeat", "Reactor.Poller.", "Reactor.SocketPort.accept(",
        "Reactor.SocketPort.close(", "Reactor.Connection.setSendBuffer(", ".open(fd: Swift.Int32)",
        ".doWork()", ".tearDownReported()", ".tearDown(SessionGuards.SessionID",
        "GuardedServer.ViolationLog.note(", "Scenarios.Greeting.send<",
        "Scenarios.ServeRecord.note(", "Scenarios.LiveSessions.welcome(",
      ], systemCalls: ["recv"]),
    // What was left to the next batch, a read that filled the buffer for one.
    ServerPath(
      part: "SessionPath< where A: ~Swift.Copyable>.doWork()", mark: socket,
      callees: serving + handling, systemCalls: ["recv"]),
    // The same path without a kernel.
    ServerPath(
      part: "PathBench< where A: ~Swift.Copyable>.serve(Scenarios.TargetSequence", mark: "",
      callees: serving + [".doWork()", ".flushDirty()", ".tearDownReported()"]),
    // Sends of a callback to other sessions, those that find the outbox full, and all of a callback
    // of a session that any reactor may serve.
    ServerPath(
      part: "ReactorSender< where A: ~Swift.Copyable>.sendElsewhere(", mark: socket,
      callees: sending + [".queue(_: Swift.RawSpan", ".queueInRing(_: Swift.RawSpan"]),
    ServerPath(
      part: "Scenarios.BenchHandler.push<", mark: socket,
      callees: pushing + ["memmove", ".sendElsewhere(", "Rejection", "swift_willThrow"]),
    // A thread outside the reactors, from its first look at the clock to its last send.
    ServerPath(
      part: "PushThread< where A: ~Swift.Copyable>.run(", mark: "",
      callees: sending + pushing + pausing + timing),
  ]

  /// When pushes are due, and how late they were: once per portion, and a histogram's storage.
  private static let timing = [
    "Scenarios.DueTimes.(index", "Scenarios.PushPace.take(", "Scenarios.PushPace.skip(",
    "Scenarios.PushDelays",
    "Scenarios.PushTally", "Histogram.Histogram.init(", "Histogram.Histogram.resize(",
    "__swift_instantiateConcreteTypeFromMangledName",
    "witness table accessor for type Swift.UInt64 and conformance",
  ]

  private static let socket = "Reactor.SocketPort>"

  private static let serving = [
    "memmove", "Reactor.SocketPort.refusal(", "GuardedServer.Outbox.schedule(",
    ".sendElsewhere(",
    ".flush(Swift.UInt32)", ".finish(Swift.UInt32",
  ]

  private static let handling = [
    "Scenarios.BenchHandler.publishNewcomer(", "Scenarios.BenchHandler.obey<",
  ]

  private static let sending = [
    "GuardedServer.OutboundRing.append(", ".flush(Swift.UInt32)",
    "GuardedServer.SessionSlab.schedule(",
    "Reactor.Wakeup.signal(", ".abort(SessionGuards.SessionID", "Reactor.SocketPort.shutdown(",
    "GuardedServer.ViolationLog.note(",
  ]

  /// A push: its number, and now and then a message of another length or more numbers.
  private static let pushing = [
    "swift_isUniquelyReferenced_nonNull_native", "_consumeAndCreateNew",
    "_allocateBufferUninitialized", "memset", "swift_release", "__stack_chk_fail",
  ]

  /// Between a thread's pushes, and after the last.
  private static let pausing = [
    "clock_gettime", "usleep", "sched_yield", "Scenarios.PushTargets", ".disconnectOne(",
    ".withdraw(", "GuardedServer.OutsideSender.deinit",
    "memcpy", "swift_slowDealloc",
  ]
}

// MARK: - The same for every guard

extension ServerPath {
  /// What does not depend on the guard: one copy of the code serves them all.
  static let shared = [
    ServerPath(
      part: "ReactorSender< where A: ~Swift.Copyable>.flush(", mark: socket,
      callees: writing + shutting + ["GuardedServer.Outbox.", ".lookAtRing("], systemCalls: ["send"]
    ),
    ServerPath(
      part: "SessionWriter< where A: ~Swift.Copyable>.lookAtRing(", mark: socket, callees: writing,
      systemCalls: ["send"]),
    ServerPath(
      part: "SessionWriter< where A: ~Swift.Copyable>.flush(", mark: socket,
      callees: writing + shutting + [".lookAtRing(", "GuardedServer.SessionSlab.schedule("]),
    ServerPath(
      part: "SessionPath< where A: ~Swift.Copyable>.flushDirty()", mark: "",
      callees: [".flush(Swift.UInt32)"]),
  ]

  /// What a disconnect or a drain has left to the writer.
  private static let shutting = [
    "GuardedServer.SessionSlab.takeShutdown(", "Reactor.SocketPort.shutdown(",
  ]

  private static let writing = [
    "Reactor.SocketPort.refusal(", "GuardedServer.OutboundRing.copyFrames(",
    "GuardedServer.OutboundRing.consume(",
  ]
}
