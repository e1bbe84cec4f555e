internal import Probe
internal import Trials

/// Other programs that a check needs: git, the compiler, strip.
enum CheckTool {
  /// Runs one to its end, whatever it returns.
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
