import Wire

/// One connection, as its thread keeps it: plain words in raw memory, nothing counted or shared.
struct Flow {
  enum State: UInt8 {
    /// Not begun, or waiting to be begun again.
    case idle
    /// The kernel has been asked to connect.
    case connecting
    /// Connected; the welcome has not come.
    case greeting
    /// Messages flow.
    case open
    /// We have said that we send no more, and read what is still to come.
    case ending
    /// Ended by the server where that is a fault; not begun again.
    case dead
  }

  var fd: Int32 = -1
  var state = State.idle
  /// The client of this connection reads nothing after its welcome.
  var stopsReading = false
  /// The kernel took less than it was given; an edge will say when it takes more.
  var isBlocked = false
  /// `command` waits to be sent, or is the frame begun.
  var hasCommand = false
  /// The frame of which `begunBytes` are gone is the command, not an echo.
  var isCommandBegun = false

  /// Counts the connects, so that events of an earlier descriptor are recognised.
  var life: UInt32 = 0
  var slot: UInt32 = 0
  var generation: UInt32 = 0

  /// The first eight bytes of each of its echoes.
  var leadingWord: UInt64 = 0
  /// Echoes given to the kernel whole, and echoes that came back.
  var sent: UInt64 = 0
  var answered: UInt64 = 0
  /// The oldest and the next free place in its ring of runs; both only grow.
  var firstRun: UInt32 = 0
  var nextRun: UInt32 = 0

  /// Bytes of the next frame that the kernel has taken already.
  var begunBytes: UInt32 = 0
  /// Bytes of an incomplete frame that were read.
  var tailBytes: UInt32 = 0
  var command = Command(.disconnect)
  /// Messages that came back during the measurement.
  var windowMessages: UInt64 = 0

  var inFlight: UInt64 {
    @inline(__always) get { sent &- answered }
  }

  /// How many messages go before the command in the next write; -1 without a command.
  ///
  /// A command goes first, but after a message that is begun.
  var commandPlace: Int {
    @inline(__always) get { hasCommand ? (begunBytes > 0 && !isCommandBegun ? 1 : 0) : -1 }
  }

  /// Begins the next life on a new descriptor.
  mutating func begin(fd: Int32, connection: Int) {
    end()
    self.fd = fd
    life &+= 1
    state = .connecting
    leadingWord =
      EchoHeader(
        check: UInt16(truncatingIfNeeded: life), connection: UInt32(connection), sequence: 0
      ).leadingWord
  }

  /// Ends a life: what is left is what the next one, and the report, need.
  mutating func end() {
    let (life, messages, habit) = (life, windowMessages, stopsReading)
    self = Flow()
    self.life = life
    windowMessages = messages
    stopsReading = habit
  }
}

/// Echoes of one connection that were sent together, and so share their times.
///
/// Latency is kept per run, not per message: a batch of 64 costs one record.
struct Run {
  /// When they were due; in a closed loop, when they were sent.
  var due: UInt64
  var sent: UInt64
  /// The sequence after the last of them.
  var end: UInt64
}

/// Where an open loop's connection stands in its schedule, over all its lives.
struct Pacing {
  /// Walks ahead: which messages have come due.
  var coming: Schedule
  /// Walks behind: the due time of the next message to send.
  var sending: Schedule
  /// Messages that are due and not sent.
  var backlog: UInt64 = 0
  /// Messages that came due in the measurement.
  var windowCount: UInt64 = 0
}
