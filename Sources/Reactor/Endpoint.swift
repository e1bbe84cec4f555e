import CSystem
import Glibc

/// An IPv4 address and a port.
public struct Endpoint: Hashable, Sendable {
  /// In host byte order.
  public var address: UInt32
  /// 0 lets the kernel choose one.
  public var port: UInt16

  /// Makes an endpoint of an address in host byte order and a port.
  public init(address: UInt32, port: UInt16) {
    self.address = address
    self.port = port
  }

  /// This machine only.
  public static func loopback(port: UInt16 = 0) -> Endpoint {
    Endpoint(address: 0x7f00_0001, port: port)
  }

  /// Every interface of this machine.
  public static func anyInterface(port: UInt16 = 0) -> Endpoint {
    Endpoint(address: 0, port: port)
  }

  /// Whether the address is one of this machine's own, 127.0.0.0/8.
  public var isLoopback: Bool { address >> 24 == 127 }

  /// Why a host has no endpoint.
  public enum HostFault: Error, Equatable, Sendable {
    /// There is no host of that name.
    case unknown
    /// It has IPv6 addresses only, or is one.
    case onlyIPv6
  }

  /// Looks `host` up: dotted digits, or a name that the system resolves to an IPv4 address.
  ///
  /// May wait for the network.
  public init(host: String, port: UInt16) throws(HostFault) {
    if let address = Self.firstAddress(of: host, AF_INET) {
      self.init(address: address ?? 0, port: port)
      return
    }
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    let bare = isBracketed ? String(host.dropFirst().dropLast()) : host
    throw Self.firstAddress(of: bare, AF_INET6) == nil ? .unknown : .onlyIPv6
  }

  /// Returns nil if the host has no address of a family; the inner nil is one that is not IPv4.
  private static func firstAddress(of host: String, _ family: Int32) -> UInt32?? {
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = family
    unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, nil, &hints, &found) == 0, let first = unsafe found else {
      return nil
    }
    defer { unsafe freeaddrinfo(first) }
    guard family == AF_INET else { return .some(nil) }
    // Safe: the hints ask for AF_INET only, so the address is a sockaddr_in.
    let raw = unsafe UnsafeRawPointer(first.pointee.ai_addr!).load(as: sockaddr_in.self)
    return UInt32(bigEndian: raw.sin_addr.s_addr)
  }

  init(_ raw: sockaddr_in) {
    self.init(
      address: UInt32(bigEndian: raw.sin_addr.s_addr), port: UInt16(bigEndian: raw.sin_port))
  }

  /// Runs `body` with the address in the kernel's form.
  func withKernelForm<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var raw = sockaddr_in()
    raw.sin_family = sa_family_t(AF_INET)
    raw.sin_addr.s_addr = address.bigEndian
    raw.sin_port = port.bigEndian
    // Safe: every sockaddr_in is a sockaddr of the stated size.
    return unsafe withUnsafePointer(to: raw) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// Where `fd` is bound.
  static func local(of fd: Int32) throws(Errno) -> Endpoint {
    var raw = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    // Safe: the kernel writes at most `size` bytes.
    let result = unsafe withUnsafeMutablePointer(to: &raw) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(fd, $0, &size)
      }
    }
    guard result == 0 else { throw Errno.current }
    return Endpoint(raw)
  }
}

extension Endpoint.HostFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknown: "there is no such host"
    case .onlyIPv6: "IPv6 is not supported; give an IPv4 address, or a name that has one"
    }
  }
}

extension Endpoint: CustomStringConvertible {
  public var description: String {
    let bytes = [24, 16, 8, 0].map { String((address >> UInt32($0)) & 255) }
    return "\(bytes.joined(separator: ".")):\(port)"
  }
}
