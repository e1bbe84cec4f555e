import Glibc
import Reactor
import Wire

/// A short connection beside the load: reads the server's welcome, and sends it marks.
///
/// It lives for one question, so that pushes to every session cannot pile up on it, and a server
/// that ends sessions at random hardly meets it.
struct ControlConnection: ~Copyable {
  let welcome: Welcome
  /// Pushes that came in between; they count as delivered.
  private var pushes: UInt64 = 0
  private let peer: Endpoint
  private var link: FrameLink

  private let timeoutSeconds: Double

  /// Connects and reads the welcome of a peer that is known to be our server, or may not be.
  init(to peer: Endpoint, timeoutSeconds: Double, isKnown: Bool) throws(LoadError) {
    self.peer = peer
    self.timeoutSeconds = timeoutSeconds
    let silence: LoadError =
      isKnown
      ? .serverLost("\(peer) stopped answering: no welcome within \(timeoutSeconds) s")
      : .notOurServer("\(peer) accepted the connection but sent no welcome")
    let deadline = LoadClock.monotonic.now + UInt64(seconds: timeoutSeconds)
    var link = try Self.connect(to: peer, deadline: deadline, silence: silence)
    guard let payload = try link.nextPayload() else {
      let reason = "\(peer) ended the connection instead of sending a welcome"
      throw isKnown ? .serverLost(reason) : .notOurServer(reason)
    }
    guard let welcome = unsafe Welcome(payload.span.bytes) else {
      throw .notOurServer("\(peer) sent something else instead of a welcome")
    }
    self.welcome = welcome
    self.link = link
  }

  /// Asks for a snapshot and waits until it is taken; nil if the server ended this connection.
  mutating func mark(_ number: UInt64) throws(LoadError) -> MarkTimes? {
    let command = Command(.mark, argument: number)
    link.silence = .serverLost(
      "\(peer) stopped answering: mark \(number) did not come back within \(timeoutSeconds) s")
    let sent = LoadClock.monotonic.now
    guard link.send(Self.frame(command)) else { return nil }
    while let payload = try link.nextPayload() {
      if unsafe Command(payload.span.bytes) == command {
        return MarkTimes(
          number: number, sentNanoseconds: sent,
          acknowledgedNanoseconds: LoadClock.monotonic.now)
      }
      guard unsafe PacketKind(payload.span.bytes) == .push else {
        throw .notOurServer("\(peer) answered mark \(number) with something else")
      }
      pushes += 1
    }
    return nil
  }

  /// Ends the connection in order, and returns how many pushes it was sent in all.
  ///
  /// It reads on until the server has ended it too: then the session is over before anything that
  /// follows, and what the server took for it has been delivered, as for every other connection.
  consuming func end() -> UInt64 {
    link.finish()
    // A server that does not end it does no harm to this run.
    while let payload = try? link.nextPayload() {
      if unsafe PacketKind(payload.span.bytes) == .push { pushes += 1 }
    }
    return pushes
  }

  private static func connect(
    to peer: Endpoint, deadline: UInt64, silence: LoadError
  ) throws(LoadError) -> FrameLink {
    do throws(Errno) {
      return try FrameLink(to: peer, deadline: deadline, silence: silence)
    } catch  where error.code == EADDRNOTAVAIL && peer.isLoopback {
      return try connectFromElsewhere(to: peer, deadline: deadline, silence: silence)
    } catch {
      throw .unreachable(ConnectFailure.reason(peer, error))
    }
  }

  /// Connects from a loopback address that no client uses: churn may have used up the ports of the
  /// others.
  private static func connectFromElsewhere(
    to peer: Endpoint, deadline: UInt64, silence: LoadError
  ) throws(LoadError) -> FrameLink {
    let source = Endpoint(address: 0x7F00_01FE, port: 0)
    do throws(Errno) {
      return try FrameLink(to: peer, from: source, deadline: deadline, silence: silence)
    } catch {
      throw .unreachable(ConnectFailure.reason(peer, error))
    }
  }

  private static func frame(_ command: Command) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Frame.bytes(payload: Command.byteCount))
    // Safe: both spans lie within the array.
    unsafe bytes.withUnsafeMutableBytes { buffer in
      var frame = unsafe buffer.mutableBytes
      Frame.writeHeader(payloadBytes: Command.byteCount, to: &frame)
      var payload = unsafe UnsafeMutableRawBufferPointer(
        rebasing: buffer[Frame.headerBytes...]
      ).mutableBytes
      command.write(to: &payload)
    }
    return bytes
  }
}
