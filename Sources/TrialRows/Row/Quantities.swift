public import Tables

/// The table of measured quantities. **A new metric gets one line here**, and is assigned where it
/// is measured: `row.throttledNanoseconds = …`.
///
/// A line has the name of the quantity's column in samples.csv, its unit, its meaning, and the rule
/// of its metric in summary.csv, if it has one. New lines go to the end of their group: files name
/// their columns, so an older file only lacks the newer ones.
public struct Quantities: RecordTable {
  public typealias Definition = Quantity
  public static let fields = Quantities()
  public static let list = declared()

  // MARK: The circumstances.
  public let loop = Field<Quantity, LoadLoop>(
    "loop", nil, "closed: next message on reply; open: on schedule.")
  public let slotsCount = Whole(
    "slots_count", .count, "A server's places for sessions, the spare ones included.")
  public let busyThreadsCount = Whole(
    "busy_threads_count", .count,
    "Threads of this machine that work at once: those that acquire, reactors, senders, the load's.")
  public let coresCount = Whole(
    "cores_count", .count, "Cores that these threads may run on.")
  public let isOversubscribed = Field<Quantity, Bool>(
    "oversubscribed", nil,
    "Whether more threads are busy than cores are granted (run.json): the scheduler is "
      + "measured as well.")

  // MARK: The costs.
  public let operationsCount = Whole(
    "operations_count", .count,
    "Operations finished within the measurement; of a server sends accepted, the lost ones "
      + "(lost_count) included.")
  public let messagesCount = Whole(
    "messages_count", .count,
    "Messages that the server took to be sent: echoes, pushes and welcomes.")
  public let refusedCount = Whole(
    "refused_count", .count, "Acquires or sends refused, as the session was closing or gone.",
    .perOperation(.losses))
  public let wallNanoseconds = Whole(
    "wall_ns", .nanoseconds, "Length of the measurement.", .perOperation(.wall))
  public let cpuUserNanoseconds = Whole(
    "cpu_user_ns", .nanoseconds, "CPU in user mode of the measured threads.")
  public let cpuSystemNanoseconds = Whole(
    "cpu_system_ns", .nanoseconds, "CPU in the kernel of the measured threads.")
  public let cpuNanoseconds = Whole(
    "cpu_ns", .nanoseconds, "CPU in all; where clocks differ, the finer one.",
    .perOperation(.cpu) { $0.cpu.map(Double.init) })
  public let runDelayNanoseconds = Whole(
    "run_delay_ns", .nanoseconds, "Time that measured threads were runnable and waited for a core.",
    .perOperation(.waits))
  public let stealNanoseconds = Whole(
    "steal_ns", .nanoseconds, "Time that the hypervisor took away.")
  public let foreignCPUNanoseconds = Whole(
    "foreign_cpu_ns", .nanoseconds,
    "CPU that neither the bench nor what it started is charged for: other processes, and work "
      + "of the kernel, also on our behalf where it does that outside of our threads.")
  public let voluntarySwitchesCount = Whole(
    "voluntary_switches_count", .count, "Context switches because a thread waited.",
    .perOperation(.waits))
  public let involuntarySwitchesCount = Whole(
    "involuntary_switches_count", .count, "Context switches because the scheduler wanted the core.")
  public let futexWaitsCount = Whole(
    "futex_waits_count", .count, "Waits in the kernel for a lock (counting trials only).",
    .perOperation(.meetings, counted: .futexes))
  public let loadCPUNanoseconds = Whole(
    "load_cpu_ns", .nanoseconds, "CPU of the load generator.")
  public let allocationsCount = Whole(
    "allocations_count", .count,
    "Heap allocations of the measured process within the measurement, a few of its meters' "
      + "own included; missing where no allocator counts.",
    .perOperation(.memory))
  public let allocatedBytes = Whole(
    "allocated_bytes", .bytes, "Heap bytes allocated within the measurement.")
  public let sessionBytes = Whole(
    "session_bytes", .bytes,
    "guard: heap that the guard's own state takes per session, in the allocator's size "
      + "classes; path and server: address space of one session's records and queues, its guard "
      + "excluded.",
    .asMeasured(.memory))
  public let throttledNanoseconds = Whole(
    "throttled_ns", .nanoseconds,
    "Time that the quota of our control groups kept threads from running while the trial ran; "
      + "missing where there is no quota.")

  // MARK: Durations and waits.
  public let latencyP50Nanoseconds = Whole(
    "latency_p50_ns", .nanoseconds,
    "Half of the clients' messages were answered at most this late; pushes have columns of "
      + "their own.",
    .asMeasured(.answers))
  public let latencyP90Nanoseconds = Whole(
    "latency_p90_ns", .nanoseconds, "90 % of the messages were at most this late.",
    .asMeasured(.answers))
  public let latencyP99Nanoseconds = Whole(
    "latency_p99_ns", .nanoseconds, "99 % of the messages were at most this late.",
    .asMeasured(.answers))
  public let latencyP999Nanoseconds = Whole(
    "latency_p999_ns", .nanoseconds, "99.9 % of the messages were at most this late.",
    .asMeasured(.answers))
  public let latencyMaxNanoseconds = Whole(
    "latency_max_ns", .nanoseconds, "The latest message.")
  public let latenessP99Nanoseconds = Whole(
    "lateness_p99_ns", .nanoseconds,
    "99 % of the messages were sent at most this long after they were due.")
  public let generatorKeptUp = Field<Quantity, Bool>(
    "generator_kept_up", nil,
    "Whether the load generator kept to its schedule, and 99 of 100 pushes that were due were "
      + "sent.")
  public let fairnessJainRatio = Real(
    "fairness_jain_ratio", .ratio,
    "Jain's index over the threads' operations, of a server over its connections' answered "
      + "messages: 1 is fair.",
    in: .share, .asMeasured(.fairness))
  public let slowestThreadRatio = Real(
    "slowest_thread_ratio", .ratio,
    "The slowest thread's operations against the mean thread's; missing for a server.",
    .asMeasured(.fairness))
  public let closeToReuseP50Nanoseconds = Whole(
    "close_to_reuse_p50_ns", .nanoseconds, "Median time from close to the slot's reuse.",
    .asMeasured(.reuse))
  public let closeToReuseP99Nanoseconds = Whole(
    "close_to_reuse_p99_ns", .nanoseconds,
    "99th percentile of the time from close to the slot's reuse.", .asMeasured(.reuse))
  public let closeToReuseMaxNanoseconds = Whole(
    "close_to_reuse_max_ns", .nanoseconds, "The longest time from close to the slot's reuse.")
  public let disconnectToReuseP50Nanoseconds = Whole(
    "disconnect_to_reuse_p50_ns", .nanoseconds, "Median time from disconnect to the slot's reuse.",
    .asMeasured(.reuse))
  public let disconnectToReuseP99Nanoseconds = Whole(
    "disconnect_to_reuse_p99_ns", .nanoseconds,
    "99th percentile of the time from disconnect to the slot's reuse.", .asMeasured(.reuse))
  public let unreclaimedCount = Whole(
    "unreclaimed_count", .count, "Sessions closed and not reclaimed when the trial ended.",
    .asMeasured(.reuse))
  public let unreclaimedMean = Real(
    "unreclaimed_mean_count", .count,
    "Sessions of one thread, of a server one reactor, that were closed and not reclaimed: the "
      + "mean over the ends of its batches.",
    .asMeasured(.reuse))
  public let unreclaimedPeak = Whole(
    "unreclaimed_peak_count", .count,
    "The most of them at the end of any batch; of a server from its start to the end of the "
      + "measurement.",
    .asMeasured(.reuse))
  public let pushLatencyP50Nanoseconds = Whole(
    "push_latency_p50_ns", .nanoseconds,
    "Half of the pushes had been sent at most this long after they were due.", .asMeasured(.pushes))
  public let pushLatencyP99Nanoseconds = Whole(
    "push_latency_p99_ns", .nanoseconds,
    "99 % of the pushes had been sent at most this long after they were due.", .asMeasured(.pushes))
  public let pushLatencyMaxNanoseconds = Whole(
    "push_latency_max_ns", .nanoseconds, "The latest push of those that were sent.")
  public let pushesMissedCount = Whole(
    "pushes_missed_count", .count,
    "Pushes that were due and never sent; percentiles take them as slower than all others.",
    .perOperation(.waits))
  public let unfinishedCount = Whole(
    "unfinished_count", .count,
    "Clients' messages that were due in the measurement and never answered; percentiles take "
      + "them as slower than all others.")
  public let closesCount = Whole(
    "closes_count", .count,
    "Closed sessions whose slots were used again within the measurement, and those unreclaimed at "
      + "its end; of the guard tier.",
    .asMeasured(.reuse))
  public let reuseWaitMeanNanoseconds = Whole(
    "reuse_wait_mean_ns", .nanoseconds,
    "Mean time from close to the slot's reuse, or to the end of the trial for a session that was "
      + "not reclaimed by then; of rundown.",
    .asMeasured(.reuse))
  public let reuseWaitMaxNanoseconds = Whole(
    "reuse_wait_max_ns", .nanoseconds,
    "The longest of these times; of rundown.", .asMeasured(.reuse))
  public let lateLeasesMean = Real(
    "late_leases_mean_count", .count,
    "Leases granted after the close of their session had returned: the mean over the closes; of "
      + "rundown.",
    .asMeasured(.reuse))
  public let lateLeasesPeak = Whole(
    "late_leases_peak_count", .count, "The most of them after one close; of rundown.",
    .asMeasured(.reuse))
  public let pauseP99Nanoseconds = Whole(
    "pause_p99_ns", .nanoseconds,
    "99 % of the batches of sends took a thread at most this long, closes and reuses included; of "
      + "stalled.",
    .asMeasured(.waits))
  public let pauseMaxNanoseconds = Whole(
    "pause_max_ns", .nanoseconds, "The longest such batch of any thread; of stalled.",
    .asMeasured(.waits))
  public let stallsCount = Whole(
    "stalls_count", .count,
    "How often a thread stopped inside a lease and went on, both within the measurement.",
    .asMeasured(.waits))
  public let stallPaceRatio = Real(
    "stall_pace_ratio", .ratio,
    "Leases that the other threads were granted per second while a thread stopped inside one, "
      + "against those while none did.",
    .asMeasured(.waits))
  public let stalledCloseMeanNanoseconds = Whole(
    "stalled_close_mean_ns", .nanoseconds,
    "Mean time that the owner's call of close took on a session inside which a thread stopped.",
    .asMeasured(.waits))
  public let stalledReuseMeanNanoseconds = Whole(
    "stalled_reuse_mean_ns", .nanoseconds,
    "Mean time from the close of such a session to its slot's reuse.", .asMeasured(.waits))

  // MARK: The oracles.
  public let conflictsCount = Whole(
    "conflicts_count", .count, "Acquires that met somebody in the session (counting trials only).",
    .perOperation(.meetings, counted: .conflicts))
  public let conflictsPredicted = Real(
    "conflicts_predicted_count", .count, "The same, predicted from targets and time inside.",
    .perOperation(.meetings, counted: .conflicts))
  public let sentCount = Whole("sent_count", .count, "Sends accepted.")
  public let deliveredCount = Whole(
    "delivered_count", .count, "Messages that reached their client.")
  public let lostCount = Whole(
    "lost_count", .count,
    "Messages accepted and still queued in the server when their session ended. What the "
      + "kernel had taken and a cut connection dropped is sent, not delivered, and not counted "
      + "here.",
    .share(.losses) { $0.sentCount })
  public let malformedCount = Whole(
    "malformed_count", .count, "Frames that broke the protocol, each closing its session.")
  public let violationsCount = Whole(
    "violations_count", .count, "Lifetime violations found by an oracle; any makes the run fail.")
}
