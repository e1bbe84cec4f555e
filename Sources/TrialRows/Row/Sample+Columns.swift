public import Tables

/// The columns of samples.csv. They are only ever added, at the end of their group's array: a file
/// names its columns, so that their order is free and an older file lacks only what it could not
/// know.
extension Sample: TableRow {
  public static let columns: [Column<Sample>] =
    identityColumns + workloadColumns + costColumns + timeColumns + oracleColumns

  /// `verified` was named, and never filled, before schema version 3.
  public static let retired: Set<String> = ["verified"]

  public static var blank: Sample {
    Sample(
      runID: "", block: 0, position: 0, cell: "", scenario: "", tier: .guard, strategy: "")
  }
}

/// Which trial it was.
private let identityColumns: [Column<Sample>] = [
  Column(required: "run_id", \.runID, "Names the run, as its folder is named."),
  Column(
    required: "block", \.block, "The block of this cell, from 0: every strategy once, back to back."
  ),
  Column(required: "position", \.position, "The trial's place in the order of its block, from 0."),
  Column(required: "attempt", \.attempt, "How often the block was repeated before, from 0."),
  Column(
    required: "cell", \.cell, "One scenario at one setting; what a comparison compares within."),
  Column(required: "scenario", \.scenario, "The workload, load shape and faults, by name."),
  Column(
    required: "tier", \.tier, "guard: no sockets; path: session path in memory; server: sockets."),
  Column(required: "strategy", \.strategy, "The guard, by name."),
  Column("seed", \.seed, "What every random choice of the trial was drawn from."),
  Column(
    required: "valid", \.valid,
    "Whether the block counts, by the rule that run.json states, and as every trial of it has "
      + "finished an operation."),
  Column("invalid_reason", \.invalidReason, "The rule that the block broke."),
  Column(
    required: "purpose", \.purpose,
    "cost: measured; conflicts or futexes: only counted; oracle: only checked."),
  Column(
    "verification", \.verification,
    "verified: the model checker proved this very source; unverified; exempt: see run.json."),
  Column(
    "disturbance_ratio", \.disturbance,
    "Foreign CPU and steal while the block ran, as a share of the processors' time.", .ratio),
]

/// What it was asked to do.
private let workloadColumns: [Column<Sample>] = [
  Column(
    "sessions_count", \.sessionsCount,
    "Sessions in the table; missing for a server, whose sessions are its connections.", .count),
  Column("threads_count", \.threadsCount, "Threads that acquire, or reactors of a server.", .count),
  Column("connections_count", \.connectionsCount, "Connections held by the load.", .count),
  Column("depth_count", \.depthCount, "Messages under way per connection (closed loop).", .count),
  Column("rate_per_s", \.ratePerSecond, "Messages due per second (open loop).", .perSecond),
  Column("skew", \.skew, "Zipf's exponent of the targets; 0 is uniform.", in: .skew),
  Column("payload_bytes", \.payloadBytes, "Payload of one message.", .bytes),
  Column("hold_ns", \.holdNanoseconds, "Work done under each lease.", .nanoseconds),
  Column("think_ns", \.thinkNanoseconds, "Work done between two leases.", .nanoseconds),
  Column(
    "close_ratio", \.closeRatio, "Share of operations that close a session.", .ratio,
    in: .share),
  Column(
    "stale_ratio", \.staleRatio, "Share of operations that name a session of the past.", .ratio,
    in: .share),
  Column("senders_count", \.sendersCount, "Threads outside the reactors that send.", .count),
  Column("flush", \.flush, "Who writes an outside thread's message: direct or deferred."),
  Column("loop", \.loop, "closed: next message on reply; open: on schedule."),
  Column(
    "slots_count", \.slotsCount, "A server's places for sessions, the spare ones included.", .count
  ),
  Column(
    "busy_threads_count", \.busyThreadsCount,
    "Threads of this machine that work at once: those that acquire, reactors, senders, the load's.",
    .count),
  Column("cores_count", \.coresCount, "Cores that these threads may run on.", .count),
  Column(
    "oversubscribed", \.isOversubscribed,
    "Whether more threads are busy than cores are granted (run.json): the scheduler is measured as "
      + "well."),
]

/// What it cost.
private let costColumns: [Column<Sample>] = [
  Column(
    "operations_count", \.operationsCount,
    "Operations finished within the measurement; of a server sends accepted, the lost ones "
      + "(lost_count) included.", .count),
  Column(
    "messages_count", \.messagesCount,
    "Messages that the server took to be sent: echoes, pushes and welcomes.", .count),
  Column(
    "refused_count", \.refusedCount,
    "Acquires or sends refused, as the session was closing or gone.", .count),
  Column("wall_ns", \.wallNanoseconds, "Length of the measurement.", .nanoseconds),
  Column(
    "cpu_user_ns", \.cpuUserNanoseconds, "CPU in user mode of the measured threads.", .nanoseconds),
  Column(
    "cpu_system_ns", \.cpuSystemNanoseconds, "CPU in the kernel of the measured threads.",
    .nanoseconds),
  Column(
    "cpu_ns", \.cpuNanoseconds, "CPU in all; where clocks differ, the finer one.", .nanoseconds),
  Column(
    "run_delay_ns", \.runDelayNanoseconds,
    "Time that measured threads were runnable and waited for a core.", .nanoseconds),
  Column("steal_ns", \.stealNanoseconds, "Time that the hypervisor took away.", .nanoseconds),
  Column(
    "foreign_cpu_ns", \.foreignCPUNanoseconds,
    "CPU that neither the bench nor what it started is charged for: other processes, and work of "
      + "the kernel, also on our behalf where it does that outside of our threads.",
    .nanoseconds),
  Column(
    "voluntary_switches_count", \.voluntarySwitchesCount,
    "Context switches because a thread waited.", .count),
  Column(
    "involuntary_switches_count", \.involuntarySwitchesCount,
    "Context switches because the scheduler wanted the core.", .count),
  Column(
    "futex_waits_count", \.futexWaitsCount,
    "Waits in the kernel for a lock (counting trials only).", .count),
  Column("load_cpu_ns", \.loadCPUNanoseconds, "CPU of the load generator.", .nanoseconds),
  Column(
    "allocations_count", \.allocationsCount,
    "Heap allocations of the measured process within the measurement, a few of its meters' own "
      + "included; missing where no allocator counts.",
    .count),
  Column(
    "allocated_bytes", \.allocatedBytes, "Heap bytes allocated within the measurement.", .bytes),
  Column(
    "session_bytes", \.sessionBytes,
    "guard: heap that the guard's own state takes per session, in the allocator's size classes; "
      + "path and server: address space of one session's records and queues, its guard excluded.",
    .bytes),
  Column(
    "throttled_ns", \.throttledNanoseconds,
    "Time that the quota of our control groups kept threads from running while the trial ran; "
      + "missing where there is no quota.",
    .nanoseconds),
]

/// How long things took, and who waited.
private let timeColumns: [Column<Sample>] = [
  Column(
    "latency_p50_ns", \.latencyP50Nanoseconds,
    "Half of the clients' messages were answered at most this late; pushes have columns of their "
      + "own.",
    .nanoseconds),
  Column(
    "latency_p90_ns", \.latencyP90Nanoseconds, "90 % of the messages were at most this late.",
    .nanoseconds),
  Column(
    "latency_p99_ns", \.latencyP99Nanoseconds, "99 % of the messages were at most this late.",
    .nanoseconds),
  Column(
    "latency_p999_ns", \.latencyP999Nanoseconds, "99.9 % of the messages were at most this late.",
    .nanoseconds),
  Column("latency_max_ns", \.latencyMaxNanoseconds, "The latest message.", .nanoseconds),
  Column(
    "lateness_p99_ns", \.latenessP99Nanoseconds,
    "99 % of the messages were sent at most this long after they were due.", .nanoseconds),
  Column(
    "generator_kept_up", \.generatorKeptUp,
    "Whether the load generator kept to its schedule, and 99 of 100 pushes that were due were sent."
  ),
  Column(
    "fairness_jain_ratio", \.fairnessJainRatio,
    "Jain's index over the threads' operations, of a server over its connections' answered "
      + "messages: 1 is fair.",
    .ratio, in: .share),
  Column(
    "slowest_thread_ratio", \.slowestThreadRatio,
    "The slowest thread's operations against the mean thread's; missing for a server.", .ratio),
  Column(
    "close_to_reuse_p50_ns", \.closeToReuseP50Nanoseconds,
    "Median time from close to the slot's reuse.", .nanoseconds),
  Column(
    "close_to_reuse_p99_ns", \.closeToReuseP99Nanoseconds,
    "99th percentile of the time from close to the slot's reuse.", .nanoseconds),
  Column(
    "close_to_reuse_max_ns", \.closeToReuseMaxNanoseconds,
    "The longest time from close to the slot's reuse.", .nanoseconds),
  Column(
    "disconnect_to_reuse_p50_ns", \.disconnectToReuseP50Nanoseconds,
    "Median time from disconnect to the slot's reuse.", .nanoseconds),
  Column(
    "disconnect_to_reuse_p99_ns", \.disconnectToReuseP99Nanoseconds,
    "99th percentile of the time from disconnect to the slot's reuse.", .nanoseconds),
  Column(
    "unreclaimed_count", \.unreclaimedCount,
    "Sessions closed and not reclaimed when the trial ended.", .count),
  Column(
    "push_latency_p50_ns", \.pushLatencyP50Nanoseconds,
    "Half of the pushes had been sent at most this long after they were due.", .nanoseconds),
  Column(
    "push_latency_p99_ns", \.pushLatencyP99Nanoseconds,
    "99 % of the pushes had been sent at most this long after they were due.", .nanoseconds),
  Column(
    "push_latency_max_ns", \.pushLatencyMaxNanoseconds,
    "The latest push of those that were sent.", .nanoseconds),
  Column(
    "pushes_missed_count", \.pushesMissedCount,
    "Pushes that were due and never sent; percentiles take them as slower than all others.",
    .count),
  Column(
    "unfinished_count", \.unfinishedCount,
    "Clients' messages that were due in the measurement and never answered; percentiles take them "
      + "as slower than all others.",
    .count),
]

/// Whether it was right.
private let oracleColumns: [Column<Sample>] = [
  Column(
    "conflicts_count", \.conflictsCount,
    "Acquires that met somebody in the session (counting trials only).", .count),
  Column(
    "conflicts_predicted_count", \.conflictsPredicted,
    "The same, predicted from targets and time inside.", .count),
  Column("sent_count", \.sentCount, "Sends accepted.", .count),
  Column("delivered_count", \.deliveredCount, "Messages that reached their client.", .count),
  Column(
    "lost_count", \.lostCount,
    "Messages accepted and still queued in the server when their session ended. What the kernel "
      + "had taken and a cut connection dropped is sent, not delivered, and not counted here.",
    .count),
  Column(
    "malformed_count", \.malformedCount,
    "Frames that broke the protocol, each closing its session.", .count),
  Column(
    "violations_count", \.violationsCount,
    "Lifetime violations found by an oracle; any makes the run fail.", .count),
]
