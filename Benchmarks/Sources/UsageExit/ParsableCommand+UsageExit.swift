public import ArgumentParser
import Foundation

extension ParsableCommand {
  /// Parses the arguments and runs: the body of a program's `main`.
  ///
  /// As in all of guardbench, wrong usage exits with 2, not with the parser's 64.
  public static func runAsProgram() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch  where exitCode(for: error) == .validationFailure {
      FileHandle.standardError.write(Data("\(fullMessage(for: error))\n".utf8))
      Foundation.exit(2)
    } catch {
      exit(withError: error)
    }
  }
}
