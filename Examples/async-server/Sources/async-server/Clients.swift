import Glibc
import GuardedServer

/// What a client asks for, in eight bytes.
struct Request: Sendable {
  enum Kind: UInt8 {
    /// An answer.
    case answer
    /// An answer, and then the end of the session, whatever else is on its way.
    case leave
  }

  /// The only session in which it is sent.
  var session: UInt32
  var number: UInt16
  var kind = Kind.answer

  var bytes: [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: session >> ($0 * 8)) }
      + [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
      + [kind.rawValue, 0]
  }
}

extension Request {
  /// Nil if the bytes are no request.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == 8, let kind = Kind(rawValue: bytes[6]) else { return nil }
    session = (0..<4).reduce(0) { $0 | UInt32(bytes[$1]) << ($1 * 8) }
    number = UInt16(bytes[4]) | UInt16(bytes[5]) << 8
    self.kind = kind
  }
}

/// Clients of three kinds, eight at once, each of which sends its requests in one write.
struct Crowd {
  /// What a client does when it has sent its requests.
  enum Kind: CaseIterable {
    /// Waits for all answers, and then ends the session.
    case stays
    /// One of its requests ends the session. It hears what comes before that.
    case asksToLeave
    /// Ends its side of the stream at once, and hears what still comes.
    case hangsUp
  }

  static let clientCount = 8
  static let requestCount: UInt16 = 10

  let endpoint: Endpoint
  private(set) var answerCount = 0
  private(set) var faults: [String] = []
  private var sessionCount: UInt32 = 0

  init(_ endpoint: Endpoint) { self.endpoint = endpoint }

  mutating func play(rounds: Int) {
    for _ in 0..<rounds {
      // In the order in which the server accepts them: the last ones wait for a slot.
      let clients = (0..<Self.clientCount).map { _ in connect() }
      for client in clients { hear(client) }
    }
  }

  /// Opens a connection and sends all its requests.
  private mutating func connect() -> (fd: Int32, session: UInt32, kind: Kind) {
    sessionCount += 1
    let session = sessionCount
    let kind = Kind.allCases[Int(session) % Kind.allCases.count]
    let fd = Wire.connect(to: endpoint)
    let frames = (0..<Self.requestCount).flatMap { number in
      let ends = kind == .asksToLeave && number == UInt16(session) % Self.requestCount
      return Wire.frame(
        Request(session: session, number: number, kind: ends ? .leave : .answer).bytes)
    }
    Wire.write(fd, frames)
    if kind == .hangsUp { shutdown(fd, Int32(SHUT_WR)) }
    return (fd, session, kind)
  }

  /// Reads until the client has what it waits for, and checks every answer.
  private mutating func hear(_ client: (fd: Int32, session: UInt32, kind: Kind)) {
    var heard: Set<UInt16> = []
    var bytes: [UInt8] = []
    while client.kind != .stays || heard.count < Self.requestCount {
      guard let more = Wire.read(client.fd) else { break }
      bytes += more
      while let payload = Wire.takeFrame(&bytes) {
        guard let request = Request(Array(payload.dropLast())), request.session == client.session
        else {
          faults.append("session \(client.session) was sent what is not its own: \(payload)")
          continue
        }
        if !heard.insert(request.number).inserted {
          faults.append("request \(request.number) of session \(client.session) came back twice")
        }
        answerCount += 1
      }
    }
    if client.kind == .stays, heard.count < Self.requestCount {
      faults.append("session \(client.session) stayed, and was answered \(heard.count) times")
    }
    close(client.fd)
  }
}

/// Sockets that wait, and the server's frames.
enum Wire {
  static func connect(to endpoint: Endpoint) -> Int32 {
    let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = endpoint.address.bigEndian
    address.sin_port = endpoint.port.bigEndian
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    precondition(result == 0, "connect: \(String(cString: strerror(errno)))")
    return fd
  }

  static func frame(_ payload: [UInt8]) -> [UInt8] {
    [UInt8(payload.count & 255), UInt8(payload.count >> 8)] + payload
  }

  static func write(_ fd: Int32, _ bytes: [UInt8]) {
    let count = send(fd, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    precondition(count == bytes.count, "the kernel takes a few hundred bytes at once")
  }

  /// The next bytes; nil at the end of the stream.
  static func read(_ fd: Int32) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = recv(fd, &bytes, bytes.count, 0)
    return count > 0 ? Array(bytes[..<count]) : nil
  }

  /// The first whole frame's payload, which is removed from `bytes`.
  static func takeFrame(_ bytes: inout [UInt8]) -> [UInt8]? {
    guard bytes.count >= 2 else { return nil }
    let end = 2 + Int(bytes[0]) + Int(bytes[1]) << 8
    guard bytes.count >= end else { return nil }
    defer { bytes.removeFirst(end) }
    return Array(bytes[2..<end])
  }
}
