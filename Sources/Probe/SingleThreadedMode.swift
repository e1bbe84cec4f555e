internal import CSystem

/// glibc's shortcut for processes that never had a second thread: its mutexes skip the locked
/// instruction, which makes them look three times as cheap as they are in any server.
public enum SingleThreadedMode {
  /// Reports whether glibc still takes the shortcut.
  public static var isOn: Bool { process_is_single_threaded() }

  /// Ends it for good by starting and joining a thread; every measured process does so first.
  public static func end() throws(SystemError) {
    try NamedThread(name: "first") {}.join()
  }
}
