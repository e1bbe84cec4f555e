public import Synchronization

/// Who may write to a session's socket: one thread at a time, and nobody waits for it.
///
/// The word counts requests since it was last free; zero is free. Whoever adds the first request is
/// the writer until it sets the word back to zero. Everybody else has left a mark by adding, and
/// goes away.
///
///     63 ........ 48            | 47 ......... 0
///     requests of the reactor   | requests of other threads
///
/// **No message is forgotten.** A thread first commits its entry to the ring, and then requests.
/// Every change of the word is a read-modify-write with acquire and release, so each reads its
/// predecessor in the word's order, and whoever reads a value has seen what all the requests
/// counted in it committed before. Now:
///
/// 1. A request that finds zero makes its thread the writer, which looks at the ring after it.
/// 2. A request that finds another value is counted in what the writer must replace by zero. `free`
///    does that only from the value the writer knew *before* its last look at the ring: its own
///    request, or the value that an earlier, failed `free` acquired. If one more request has come,
///    the exchange fails, and the writer knows the new value and looks again.
/// 3. A writer that has looked often enough, or meets a request of the reactor, whose backlog it
///    cannot write, abandons: it sets zero whatever stands there and then schedules the reactor
///    (`SessionSlab.schedule`), which requests and looks itself. So no writer depends on how many
///    others keep requesting.
/// 4. A look ends early only when the kernel takes no more, and then the edge of `EPOLLOUT` brings
///    the reactor, which requests and looks; or when the connection has failed, and then the
///    reactor is told by the kernel, closes, and counts the rest as lost. That edge may come while
///    the writer still holds the word: then the reactor's request stands in what the writer
///    replaces, and 3 holds. The same is true of a session whose welcome is not out: no look is
///    taken, and the reactor requests and looks when it is.
/// 5. The reactor that finds another writer leaves its bytes in the backlog; by 3 it is scheduled.
///    When it abandons itself, it puts the slot on its own work list, or waits for the edge.
///
/// A shutdown that a disconnect leaves to others is no different: it is marked in the session and
/// then requested, so a writer whose `free` failed looks for the mark, and where a writer abandons,
/// the reactor looks for it, after its own attempt.
///
/// An entry behind a reservation that is not committed yet cannot be written; whoever made the
/// reservation commits and requests later, and then both go. The writer never waits for it.
@frozen @usableFromInline
struct WriterWord: ~Copyable {
  @usableFromInline let requests = Atomic<UInt64>(0)

  @inlinable
  init() {}

  /// One request of another thread. 2⁴⁸ of them while one writer looks would be taken for a request
  /// of the reactor, which is one needless look.
  @inlinable static var outside: UInt64 { 1 }
  /// One request of the session's reactor.
  @inlinable static var reactor: UInt64 { 1 << 48 }

  /// Requests; reports whether the caller is the writer now.
  @inlinable
  func request(_ weight: UInt64) -> Bool {
    // Acquire: pairs with the release in the last `free` or `abandon`; sees the ring, the cut marks
    // and the backlog as the last writer left them. Release: pairs with the acquire in `free` and
    // `abandon`; shows the writer what this thread committed.
    requests.wrappingAdd(weight, ordering: .acquiringAndReleasing).oldValue == 0
  }

  /// Sets the word free if it still holds `known`; otherwise learns what it holds.
  @inlinable
  func free(from known: inout UInt64) -> Bool {
    // Release: pairs with the acquire of the next writer's `request`. Acquire, also when it fails:
    // pairs with the release of the requests that have come meanwhile, whose entries the next look
    // must see.
    let (exchanged, original) = requests.compareExchange(
      expected: known, desired: 0, ordering: .acquiringAndReleasing)
    known = original
    return exchanged
  }

  /// Sets the word free whatever it holds, and answers what that was; the caller then sees to it
  /// that the reactor looks.
  @inlinable
  func abandon() -> UInt64 {
    // Release: as in `free`. Acquire: pairs with the requests it swallows; the push that schedules
    // the reactor follows, hence the reactor sees what they committed.
    requests.exchange(0, ordering: .acquiringAndReleasing)
  }
}
