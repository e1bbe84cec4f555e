internal import Probe

/// A server that can be put into an arm.
public struct Server: Equatable, Sendable {
  public var name: String
  public var executable: String
  public var arguments: [String] = []
  /// Whether it echoes without frames or welcome.
  public var isRaw = false
  /// Whether it is one of the C peers, whose counts we rely on.
  public var isPeer = true

  func command(_ setting: Setting) -> Command {
    Command(
      executable, arguments + ["--port", "0", "--reactors", "\(setting.reactors)"],
      processors: setting.serverProcessors)
  }

  public static func twin(in folder: String) -> Server {
    Server(name: "twin", executable: "\(folder)/twin")
  }

  public static func rawEcho(in folder: String) -> Server {
    Server(name: "raw echo", executable: "\(folder)/raw_echo", isRaw: true)
  }

  public static func guardbench(at path: String) -> Server {
    Server(
      name: "guardbench serve", executable: path, arguments: ["serve", "--strategy", "packed"],
      isPeer: false)
  }
}
