public import Probe

/// What a check needs and does not decide.
public struct CheckEnvironment: Sendable {
  /// The product that is built of each revision: this program's own.
  public var product: String
  public let stop: StopSignal
  /// What the command line said, for the record.
  public var arguments: [String]
  let machine: Probe.Machine

  /// The environment of this program, whose name is the product's.
  public static func ofThisProgram(arguments: [String]) throws(CheckFailure) -> CheckEnvironment {
    do {
      let path = try ExecutablePath.current()
      return CheckEnvironment(
        product: String(path.split(separator: "/").last ?? ""), stop: try .install(),
        arguments: arguments, machine: try .current())
    } catch {
      throw .failed(error.description)
    }
  }
}
