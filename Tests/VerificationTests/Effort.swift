import Foundation
import ModelChecker

/// How far a test goes: a debug build explores a hundredth of what a release build does.
enum Effort {
  /// `swift test -c release --filter VerificationTests` goes through everything.
  static var isFull: Bool {
    #if DEBUG
    ProcessInfo.processInfo.environment["GUARDBENCH_VERIFY"] == "full"
    #else
    true
    #endif
  }

  static func limited(_ setting: Setting, to executions: Int) -> Setting {
    var setting = setting
    if !isFull { setting.executionLimit = executions }
    return setting
  }
}
