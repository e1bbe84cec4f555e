internal import Probe
internal import Trials

/// Runs the other programs that a check needs: git, the compiler, strip.
enum CheckTool {
  /// Runs a program to its end, whatever its exit code is.
  static func run(
    _ command: Command, within limit: Duration, unless stop: StopSignal
  ) throws(RunFailure) -> CommandOutput {
    do {
      return try CommandOutput.of(command, within: limit, unless: stop)
    } catch .stopped {
      throw .interrupted("nothing was measured")
    } catch .system(let error) {
      throw .failed("cannot \(error)")
    } catch {
      throw .failed("\(command.executable): \(error)")
    }
  }
}
