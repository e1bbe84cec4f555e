import SessionGuards
import Testing

@testable import GuardedServer

/// The writer's loop, against requests and a disconnect that come in the middle of its looks.
@Suite struct WriterTurnTests {
  /// Takes a turn as another thread than the reactor; `during` runs in the look of that number.
  private func turn(
    looksEndIn progress: Progress = .drained, during: (borrowing SharedRecord, Int) -> Void
  ) throws -> WriterTurn {
    let record = UnsafeMutablePointer<SharedRecord>.allocate(capacity: 1)
    unsafe record.initialize(to: SharedRecord())
    // Safe: what a turn has come to is read without its record.
    defer { unsafe record.deallocate() }
    let begun = unsafe WriterTurn(record, as: WriterWord.outside)
    var turn = try #require(begun)
    func look() -> Progress {
      unsafe during(record.pointee, turn.looks + 1)
      return progress
    }
    while turn.goesOn(after: look()) {}
    let isFree = unsafe record.pointee.writer.request(WriterWord.outside)
    #expect(isFree)
    return turn
  }

  @Test func `a request that comes during a look has a look of its own`() throws {
    let turn = try turn { record, look in
      if look == 1 { _ = record.writer.request(WriterWord.outside) }
    }
    #expect(turn.looks == 2 && turn.abandoned == nil && !turn.isShutdownDue)
  }

  @Test func `a request of the reactor is left to the reactor`() throws {
    let turn = try turn { record, _ in _ = record.writer.request(WriterWord.reactor) }
    #expect(turn.looks == 1 && turn.abandoned == WriterWord.reactor + WriterWord.outside)
  }

  /// The disconnecting thread may have queued a frame that this look has not met, for another
  /// writer; that thread's own request is still to come.
  @Test func `a shutdown that is marked during the last look is not this writer's`() throws {
    let turn = try turn { record, look in
      if look == 1 {
        _ = record.writer.request(WriterWord.outside)
      } else {
        _ = record.claimEnd(.disconnected, leavesShutdown: true)
      }
    }
    #expect(turn.looks == 2 && turn.abandoned == nil && !turn.isShutdownDue)
  }

  @Test func `a shutdown that is marked and requested during a look follows the next`() throws {
    let turn = try turn { record, look in
      guard look == 1 else { return }
      _ = record.claimEnd(.disconnected, leavesShutdown: true)
      _ = record.writer.request(WriterWord.outside)
    }
    #expect(turn.looks == 2 && turn.abandoned == nil && turn.isShutdownDue)
  }

  @Test func `a shutdown that comes to a stuck writer is left to the reactor`() throws {
    let turn = try turn(looksEndIn: .blocked) { record, _ in
      _ = record.claimEnd(.disconnected, leavesShutdown: true)
      _ = record.writer.request(WriterWord.outside)
    }
    #expect(turn.looks == 1 && turn.abandoned == 2 * WriterWord.outside && turn.isShutdownDue)
  }

  @Test func `requests without end do not keep a writer`() throws {
    let turn = try turn(looksEndIn: .more) { record, _ in
      _ = record.writer.request(WriterWord.outside)
    }
    #expect(turn.looks == WriterTurn.mostLooks && turn.abandoned != nil)
  }
}

/// Frames behind a place that a thread has reserved and not filled yet.
@Suite struct ReservationTests {
  @Test(arguments: FlushMode.allCases)
  func `a disconnect behind a reserved place shuts down after the frames in front of it`(
    flush: FlushMode
  ) throws {
    var bench = Bench { $0.flush = flush }
    let id = try bench.open(7)
    let ring = bench.table.slab.ring(id.slot)
    let reserved = unsafe ring.reserve(payloadBytes: 1)
    let place = unsafe try #require(reserved)
    var sender = OutsideSender(bench.table, port: bench.port)!
    sender.send([2].span, to: id)
    sender.disconnect(id)
    _ = bench.path.settle()
    #expect(bench.port.wire(7).written.isEmpty && bench.port.wire(7).shutdowns.isEmpty)

    unsafe [1].withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
      unsafe ring.commit(
        UnsafeRawBufferPointer(rebasing: bytes[..<1]), at: place, generation: id.generation)
    }
    // What the thread does next that reserved the place.
    let mustWake = flush == .direct && sender.writer.flush(id.slot)
    if flush == .deferred { _ = bench.table.slab.schedule(id.slot) }
    _ = bench.path.settle()
    #expect(!mustWake)
    #expect(frames(bench.port.wire(7).written).payloads == [[1], [2]])
    #expect(bench.port.wire(7).shutdowns == [.both])
    #expect(bench.finish().violations == 0)
  }
}
