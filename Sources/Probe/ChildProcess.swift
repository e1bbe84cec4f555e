internal import CSystem
internal import Glibc

/// A program that this process started and that never outlives it.
///
/// The kernel kills the child when this process ends in any way, `kill -9` included; and the child
/// is killed when its `ChildProcess` goes out of scope. It has a process group of its own, so that
/// Ctrl-C in a terminal reaches the parent alone, which then decides.
public struct ChildProcess: ~Copyable {
  /// Its process id, which stays its own until `wait` has returned.
  public let id: Int32

  private var output: LineReader
  private let error: OwnedDescriptor
  private let end: OwnedDescriptor
  private var exit: ChildExit?

  /// Starts a program; when this returns, it runs.
  public init(_ command: Command) throws(SystemError) {
    let pipe = try Pipe()
    let error = try OwnedDescriptor.memoryFile()
    let id = try command.spawn(output: pipe.writer.number, errorOutput: error.number)
    let end = process_descriptor(id)
    guard end >= 0 else {
      let refusal = SystemError("watch the process \(id)")
      _ = try? Self.reap(id)
      throw refusal
    }
    self.id = id
    self.error = error
    self.end = OwnedDescriptor(end)
    output = LineReader(pipe.takeReader())
  }

  deinit {
    if exit == nil { _ = try? Self.reap(id) }
  }

  /// Takes the next line of its output, without the line's end; `nil` when the output has ended.
  ///
  /// Lines that came before a failure can still be taken after it.
  public mutating func nextLine(
    within limit: Duration, unless stop: StopSignal? = nil
  ) throws(ChildFailure) -> String? {
    let deadline = Deadline(after: limit)
    while true {
      if let line = output.next() { return line }
      if output.isAtEnd { return nil }
      let ready = try deadline.poll(output.descriptor.number, unless: stop)
      guard ready.first else { throw .timedOut(limit) }
      try fill()
    }
  }

  /// Waits until the program ends, and returns how; what it prints is kept for `nextLine`.
  public mutating func wait(
    within limit: Duration, unless stop: StopSignal? = nil
  ) throws(ChildFailure) -> ChildExit {
    if let exit { return exit }
    try waitForEnd(within: limit, unless: stop)
    return try collect()
  }

  /// Waits until the program has ended, and leaves it with the kernel: its id and its process group
  /// stay its own, and its children have gone to the process that takes orphans.
  ///
  /// The end of its output is not enough for that: the kernel closes what an ending program has
  /// open before it gives its children away (`do_exit`, `kernel/exit.c`).
  public mutating func waitForEnd(
    within limit: Duration, unless stop: StopSignal? = nil
  ) throws(ChildFailure) {
    let deadline = Deadline(after: limit)
    while exit == nil {
      let pipe = output.isAtEnd ? -1 : output.descriptor.number
      let ready = try deadline.poll(pipe, end.number, unless: stop)
      if ready.first { try fill() }
      if ready.second { return }
      if !ready.first { throw .timedOut(limit) }
    }
  }

  /// Sends it a signal, unless it has been waited for.
  public func send(_ signal: Int32) {
    if exit == nil { kill(id, signal) }
  }

  /// Asks it to end (SIGTERM) and, after `grace`, makes it (SIGKILL).
  public mutating func terminate(grace: Duration) throws(ChildFailure) -> ChildExit {
    send(SIGTERM)
    do throws(ChildFailure) {
      return try wait(within: grace)
    } catch {
      guard case .timedOut = error else { throw error }
      return try collect()
    }
  }

  /// What it has written to its error output so far, at most the last 64 KiB.
  public var errorOutput: String { error.tail(limit: 65536) }

  private mutating func fill() throws(ChildFailure) {
    do { try output.fill() } catch { throw .system(error) }
  }

  private mutating func collect() throws(ChildFailure) -> ChildExit {
    do {
      let exit = try Self.reap(id)
      self.exit = exit
      return exit
    } catch {
      throw .system(error)
    }
  }

  /// Ends whatever still runs in the child's process group, and takes the child from the kernel.
  private static func reap(_ id: Int32) throws(SystemError) -> ChildExit {
    kill(-id, SIGKILL)
    var status: Int32 = 0
    var usage = rusage()
    // Safe: the kernel writes one status and one rusage, which outlive the call.
    _ = try checked(
      "wait for the process \(id)", retrying { unsafe wait4(id, &status, 0, &usage) })
    return ChildExit(
      reason: status_is_exit(status)
        ? .exited(status_exit_code(status)) : .signalled(status_signal(status)),
      usage: CPUUsage(usage),
      peakResidentBytes: UInt64(clamping: usage.ru_maxrss) * 1024)
  }
}

extension Deadline {
  /// Waits until one of two descriptors can be read; neither can if the deadline passes first.
  fileprivate func poll(
    _ first: Int32, _ second: Int32 = -1, unless stop: StopSignal?
  ) throws(ChildFailure) -> (first: Bool, second: Bool) {
    let interest = Int16(POLLIN)
    var entries: InlineArray<3, pollfd> = [
      pollfd(fd: first, events: interest, revents: 0),
      pollfd(fd: second, events: interest, revents: 0),
      pollfd(fd: stop?.descriptor ?? -1, events: interest, revents: 0),
    ]
    var span = entries.mutableSpan
    // Safe: the entries outlive the call, and their count is told.
    let count = unsafe span.withUnsafeMutableBufferPointer { buffer in
      retrying {
        unsafe Glibc.poll(buffer.baseAddress, nfds_t(buffer.count), remainingMilliseconds)
      }
    }
    if count < 0 { throw .system(SystemError("wait for a child process")) }
    if entries[2].revents != 0 { throw .stopped }
    return (entries[0].revents != 0, entries[1].revents != 0)
  }
}
