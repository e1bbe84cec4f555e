import Glibc
import Reactor
import Synchronization
import Wire

@testable import LoadGenerator

/// What a small server does wrong, or otherwise than a plain echo.
struct Habits: Sendable {
  enum Greeting: Sendable {
    case welcome, garbage, silence, end, emptyFrame
  }

  var greeting = Greeting.welcome
  var token: UInt64 = 0xABCD
  var maximumPayloadBytes: UInt32 = 4096
  /// No frames at all: everything comes back.
  var isRaw = false
  /// The number of the echo, over all connections, whose last byte comes back wrong.
  var corruptsEcho: Int?
  /// Pushes to every session right after its welcome; sender and sequence, in order.
  var pushes: [(sender: UInt32, sequence: UInt64)] = []
  /// Added to the slot and the generation that pushes name.
  var pushesName: (slot: UInt32, generation: UInt32) = (0, 0)
  var corruptsPushes = false
  /// Ends a connection after so many of its echoes.
  var endsAfter: Int?
  /// Sends a frame of its own after the first echo.
  var extraFrame: [UInt8]?
  /// Reads nothing.
  var isDeaf = false
  /// Says nothing more, to new clients either, once it has acknowledged the mark of that number.
  var freezesAfterMark: UInt64?
  /// Leaves the mark of that number without an acknowledgement.
  var ignoredMark: UInt64?
  /// Tells every client that it is the first session.
  var sharesSession = false
}

/// A server of some dozen lines, made from the reactor's sockets, that does as it is told.
///
/// Turned by hand, or by a thread of its own.
final class SmallServer {
  private struct Client {
    var slot: UInt32
    var generation: UInt32
    var input: [UInt8] = []
    var output: [UInt8] = []
    var echoes = 0
    var ends = false
  }

  var habits: Habits
  private(set) var accepted = 0
  private(set) var echoes = 0
  private(set) var commands: [Command] = []
  private var isFrozen = false
  /// The most connections that were open at once.
  private(set) var peak = 0
  private let listener: Listener
  private let poller: Poller
  private let port = SocketPort()
  private var clients: [Int32: Client] = [:]
  private var generations: [UInt32] = []
  private var freeSlots: [UInt32] = []

  init(_ habits: Habits = Habits()) throws {
    self.habits = habits
    listener = try Listener(at: .loopback(), sharesPort: false)
    poller = try Poller(capacity: 64)
    try poller.add(listener.fd, token: UInt64(listener.fd), [.readable])
  }

  deinit { for fd in clients.keys { port.close(fd, reset: false) } }

  var endpoint: Endpoint { listener.endpoint }
  var openCount: Int { clients.count }

  /// Does what there is to do, once.
  func turn(timeoutMilliseconds: Int32 = 0) throws {
    let count = try poller.wait(timeoutMilliseconds: timeoutMilliseconds)
    if isFrozen { return }
    for event in 0..<count {
      let fd = Int32(poller.token(event))
      if fd == listener.fd {
        while let client = try port.accept(from: fd) { try welcome(client) }
      } else if !habits.isDeaf {
        read(fd)
      }
    }
    for fd in clients.keys { flush(fd) }
  }

  private func welcome(_ fd: Int32) throws {
    accepted += 1
    if habits.greeting == .end { return port.close(fd, reset: false) }
    try poller.add(fd, token: UInt64(fd), [.readable])
    let slot = freeSlots.popLast() ?? UInt32(generations.count)
    if slot == generations.count { generations.append(0) }
    generations[Int(slot)] += 1
    clients[fd] = Client(slot: slot, generation: generations[Int(slot)])
    if habits.sharesSession { (clients[fd]!.slot, clients[fd]!.generation) = (0, 1) }
    peak = max(peak, clients.count)
    if !habits.isRaw { clients[fd]!.output = greeting(clients[fd]!) }
  }

  private func greeting(_ client: Client) -> [UInt8] {
    switch habits.greeting {
    case .silence, .end: return []
    case .garbage:
      return Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8) + [UInt8](repeating: 1, count: 30_000)
    case .emptyFrame: return [0, 0]
    case .welcome: break
    }
    let welcome = Welcome(
      slot: client.slot, generation: client.generation,
      maximumPayloadBytes: habits.maximumPayloadBytes, token: habits.token)
    return framed(Welcome.byteCount) { welcome.write(to: &$0) }
      + habits.pushes.flatMap { push(to: client, sender: $0.sender, sequence: $0.sequence) }
  }

  private func push(to client: Client, sender: UInt32, sequence: UInt64) -> [UInt8] {
    let header = PushHeader(
      sender: sender, slot: client.slot + habits.pushesName.slot,
      generation: client.generation + habits.pushesName.generation, sequence: sequence)
    var bytes = framed(40) {
      header.write(to: &$0)
      Pattern.fill(&$0, from: PushHeader.byteCount, sequence: sequence)
    }
    if habits.corruptsPushes { bytes[bytes.count - 1] ^= 1 }
    return bytes
  }

  /// Answers that a client leaves unread, before the server reads nothing more from it either.
  private static let patienceBytes = 1 << 16

  private func read(_ fd: Int32) {
    // A child process that is being started has a copy of a socket that was closed, until its exec,
    // and so epoll still reports it.
    guard let client = clients[fd], client.output.count <= Self.patienceBytes else { return }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      (try? unsafe port.read(fd, into: buffer)) ?? 0
    }
    guard count > 0, clients[fd] != nil else { return close(fd) }
    if habits.isRaw {
      clients[fd]!.output += bytes[..<count]
    } else {
      clients[fd]!.input += bytes[..<count]
      answer(fd)
    }
  }

  private func answer(_ fd: Int32) {
    var start = 0
    let input = clients[fd]!.input
    while input.count - start >= 2, clients[fd]?.ends == false {
      let length = Int(input[start]) | Int(input[start + 1]) << 8
      guard input.count - start >= 2 + length else { break }
      handle(fd, Array(input[start..<(start + 2 + length)]))
      start += 2 + length
    }
    if clients[fd] != nil { clients[fd]!.input.removeFirst(start) }
  }

  private func handle(_ fd: Int32, _ frame: [UInt8]) {
    if frame[2] == PacketKind.echo.rawValue {
      var reply = frame
      if habits.corruptsEcho == echoes { reply[reply.count - 1] ^= 0x40 }
      echoes += 1
      clients[fd]!.echoes += 1
      clients[fd]!.output += reply + (echoes == 1 ? habits.extraFrame ?? [] : [])
      if clients[fd]!.echoes == habits.endsAfter { clients[fd]!.ends = true }
      return
    }
    let command = unsafe frame[2...].withUnsafeBytes { unsafe Command($0.bytes) }!
    commands.append(command)
    switch command.operation {
    case .mark:
      if command.argument == habits.ignoredMark { return }
      clients[fd]!.output += frame
      flush(fd)
      isFrozen = command.argument == habits.freezesAfterMark
    case .disconnect: clients[fd]!.ends = true
    case .push:
      for sequence in 0..<UInt64(command.count) {
        clients[fd]!.output += push(to: clients[fd]!, sender: 0x8000_0000, sequence: sequence)
      }
    case .pushToSession: break
    }
  }

  private func flush(_ fd: Int32) {
    guard let output = clients[fd]?.output else { return }
    if !output.isEmpty {
      let count = unsafe output.withUnsafeBytes { bytes in
        do throws(Errno) { return try unsafe port.write(fd, bytes) ?? 0 } catch { return -1 }
      }
      if count < 0 { return close(fd) }
      clients[fd]!.output.removeFirst(count)
    }
    if clients[fd]!.ends && clients[fd]!.output.isEmpty { close(fd) }
  }

  private func close(_ fd: Int32) {
    guard let client = clients.removeValue(forKey: fd) else { return }
    freeSlots.append(client.slot)
    port.close(fd, reset: false)
  }
}

/// Returns a frame around a payload that a closure writes.
func framed(_ payloadBytes: Int, _ write: (inout MutableRawSpan) -> Void) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: Frame.bytes(payload: payloadBytes))
  // Safe: the spans do not leave the closure.
  unsafe bytes.withUnsafeMutableBytes { buffer in
    var header = unsafe buffer.mutableBytes
    Frame.writeHeader(payloadBytes: payloadBytes, to: &header)
    var payload = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[2...]).mutableBytes
    write(&payload)
  }
  return bytes
}
