internal import Glibc
internal import Probe
internal import Trials

/// A process that keeps a core busy and counts as foreign. It ends with this value.
///
/// The time of this process's children counts as the program's own (`MachineActivity`) and disturbs
/// no trial. A neighbour's time does. So the child that starts the busy process ends at once, which
/// makes the busy process an orphan. It stays in the child's process group, which is killed with
/// this value. If this process is killed, the busy process finds that out, and ends.
struct Bystander: ~Copyable {
  /// The id of the busy process.
  let id: Int32
  private let starter: ChildProcess

  /// Starts the busy process on these processors. It is an orphan when this returns, and ends when
  /// the process `watched` is gone.
  init(on processors: ProcessorSet, while watched: Int32 = getpid()) throws {
    var starter = try ChildProcess(
      Command("/bin/sh", ["-c", Self.script, "bystander", "\(watched)"], processors: processors))
    let line = try starter.nextLine(within: Self.patience)
    guard let id = line.flatMap({ Int32($0) }) else {
      throw RunFailure.failed("the busy process did not start: \(starter.errorOutput)")
    }
    try starter.waitForEnd(within: Self.patience)
    self.id = id
    self.starter = starter
  }

  private static let patience = Duration.seconds(60)

  private static let script = """
    while kill -0 "$1"; do
      i=0
      while [ $i -lt 100000 ]; do i=$((i + 1)); done
    done </dev/null >/dev/null 2>&1 &
    echo $!
    """
}
