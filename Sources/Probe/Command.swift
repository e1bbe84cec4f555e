/// A program to start, and how.
public struct Command: Sendable {
  /// The program's path, or its name if it is to be looked for in `PATH`.
  public var executable: String
  /// What follows the program's name.
  public var arguments: [String]
  /// Variables that the program sees beside, or instead of, this process's.
  public var environment: [String: String]
  /// The processors its threads may run on; `nil` for those of this process.
  public var processors: ProcessorSet?

  /// Describes a program; nothing starts until a `ChildProcess` is made of it.
  public init(
    _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:],
    processors: ProcessorSet? = nil
  ) {
    self.executable = executable
    self.arguments = arguments
    self.environment = environment
    self.processors = processors
  }
}
