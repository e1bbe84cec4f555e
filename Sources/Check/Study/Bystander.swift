internal import Glibc
internal import Probe
internal import Trials

/// A process that keeps a core busy and is none of this program's own; it ends with its value.
///
/// What a child of this process takes counts as the program's own time (`MachineActivity`) and
/// disturbs no trial, which a neighbour's does. So the child that starts the busy process ends at
/// once and leaves it to whoever takes orphans. It stays in the child's process group, which is
/// killed with the value; and should this process be killed itself, the busy one sees that it is
/// gone, and ends.
struct Bystander: ~Copyable {
  /// The busy process's.
  let id: Int32
  private let starter: ChildProcess

  /// Starts it on those processors; when this returns, it is an orphan.
  ///
  /// It ends when the process `watched` is gone.
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
