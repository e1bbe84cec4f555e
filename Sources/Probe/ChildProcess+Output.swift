/// What a program wrote and how it ended.
public struct CommandOutput: Sendable {
  /// The lines of its output, without their ends.
  public let lines: [String]
  public let errorOutput: String
  public let exit: ChildExit

  /// Runs a program to its end and takes all that it writes.
  public static func of(
    _ command: Command, within limit: Duration, unless stop: StopSignal? = nil
  ) throws(ChildFailure) -> CommandOutput {
    var child: ChildProcess
    do {
      child = try ChildProcess(command)
    } catch {
      throw .system(error)
    }
    let deadline = ContinuousClock.now + limit
    var lines: [String] = []
    while let line = try child.nextLine(within: deadline - .now, unless: stop) {
      lines.append(line)
    }
    let exit = try child.wait(within: deadline - .now, unless: stop)
    return CommandOutput(lines: lines, errorOutput: child.errorOutput, exit: exit)
  }
}
