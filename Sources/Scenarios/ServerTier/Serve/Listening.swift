internal import Glibc
public import LoadGenerator

/// The first line of `guardbench serve`: where it listens and what clients know it by.
public struct Listening: Codable, Sendable, Equatable {
  public var event = "listening"
  public var port: UInt16
  public var token: RunToken
  public var strategy: String
  public var pid: Int32

  @usableFromInline
  init(port: UInt16, token: RunToken, strategy: String) {
    self.port = port
    self.token = token
    self.strategy = strategy
    pid = getpid()
  }
}
