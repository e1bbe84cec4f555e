internal import Probe

/// A load generator that can be put into an arm.
public struct Generator: Equatable, Sendable {
  public var name: String
  public var executable: String
  public var arguments: [String] = []
  /// What it calls the length of the measurement.
  public var secondsOption: String
  /// Whether it is the C peer, whose counts we rely on.
  public var isPeer = true

  func command(_ setting: Setting, depth: Int, server: Server, at place: Listening) -> Command {
    var words = arguments
    words += ["--connect", "127.0.0.1:\(place.port)"]
    words += ["--connections", "\(setting.connections)", "--threads", "\(setting.loadThreads)"]
    words += ["--depth", "\(depth)", "--payload", "\(setting.payloadBytes)"]
    words += ["--warm-up", "\(setting.warmUpSeconds)", secondsOption, "\(setting.seconds)"]
    if server.isRaw { words.append("--raw") }
    if let token = place.token { words += ["--token", token] }
    return Command(executable, words, processors: setting.loadProcessors)
  }

  public static func peer(in folder: String) -> Generator {
    Generator(name: "C load", executable: "\(folder)/load", secondsOption: "--seconds")
  }

  public static func guardbench(at path: String) -> Generator {
    Generator(
      name: "guardbench load", executable: path, arguments: ["load"],
      secondsOption: "--duration", isPeer: false)
  }
}
