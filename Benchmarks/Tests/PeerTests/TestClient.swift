import Foundation
import Glibc
import Testing

/// A connection whose bytes a test chooses; nothing it does takes longer than ten seconds.
struct TestClient: ~Copyable {
  private let fd: Int32

  init(port: UInt16) throws {
    fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var bound = timeval(tv_sec: 10, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    for name in [SO_RCVTIMEO, SO_SNDTIMEO] {
      _ = unsafe setsockopt(fd, SOL_SOCKET, name, &bound, size)
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    // Safe: sockaddr_in is what an AF_INET socket takes for its sockaddr.
    let answer = unsafe withUnsafePointer(to: address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(answer == 0)
  }

  deinit { close(fd) }

  /// False when the connection is broken.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var done = 0
    while done < bytes.count {
      let rest = Array(bytes[done...])
      let count = unsafe Glibc.send(fd, rest, rest.count, Int32(MSG_NOSIGNAL))
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// Sends the bytes 0, 1, 2 … until the other side has taken none for `seconds`, or 64 MiB, which
  /// no pair of sockets holds; returns how many.
  func sendUntilFull(seconds: Double) -> Int {
    var bound = timeval(tv_sec: 0, tv_usec: Int(seconds * 1e6))
    let size = socklen_t(MemoryLayout<timeval>.size)
    _ = unsafe setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &bound, size)
    let chunk = (0..<65536).map { UInt8(truncatingIfNeeded: $0) }
    var sent = 0
    while sent < 64 << 20 {
      let rest = Array(chunk[(sent % 256)...])
      let count = unsafe Glibc.send(fd, rest, rest.count, Int32(MSG_NOSIGNAL))
      guard count > 0 else { break }
      sent += count
    }
    return sent
  }

  /// As many bytes as asked for; fewer at the end of the stream.
  func receive(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      var chunk = [UInt8](repeating: 0, count: count - bytes.count)
      let got = unsafe read(fd, &chunk, chunk.count)
      guard got > 0 else { break }
      bytes += chunk[..<got]
    }
    return bytes
  }

  /// The next frame's payload; nil at the end of the stream.
  func receiveFrame() -> [UInt8]? {
    let header = receive(2)
    guard header.count == 2 else { return nil }
    let length = Int(header[0]) | Int(header[1]) << 8
    let payload = receive(length)
    return payload.count == length ? payload : nil
  }

  /// The slot and generation that the welcome names.
  func receiveWelcome() throws -> (slot: UInt32, generation: UInt32) {
    let welcome = try #require(receiveFrame())
    try #require(welcome.count == 24 && welcome[0] == 1 && welcome[1] == 1)
    return (number(welcome[4..<8]), number(welcome[8..<12]))
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}

/// A payload with its length before it.
func frame(_ payload: [UInt8]) -> [UInt8] {
  [UInt8(payload.count & 0xff), UInt8(payload.count >> 8)] + payload
}

/// A command's payload.
func command(_ operation: UInt8, argument: UInt8 = 0) -> [UInt8] {
  [4, operation, 0, 0, 0, 0, 0, 0, argument, 0, 0, 0, 0, 0, 0, 0]
}
