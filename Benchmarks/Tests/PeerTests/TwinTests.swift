import Foundation
import Probe
import Testing

/// The twin keeps the rules of the server that it stands for.
@Suite(.serialized) struct TwinTests {
  @Test(arguments: [
    [0, 0] + frame([2, 7]), frame([UInt8](repeating: 2, count: 101)), frame([9]), frame([4, 3]),
    frame(command(77)), frame(command(1)), frame(command(4)), frame([1]),
  ])
  func `a malformed frame closes only its own session`(bytes: [UInt8]) throws {
    var server = try ServerUnderTest("twin", ["--payload-most", "100"])
    let bystander = try TestClient(port: server.port)
    let offender = try TestClient(port: server.port)
    _ = try bystander.receiveWelcome()
    _ = try offender.receiveWelcome()
    offender.send(frame([2, 7]) + bytes)
    #expect(offender.receiveFrame() == [2, 7])
    #expect(offender.receiveFrame() == nil)
    bystander.send(frame([2, 42]))
    #expect(bystander.receiveFrame() == [2, 42])
    let report = try server.report()
    #expect(report.closed_by_reason["protocol_violation"] == 1)
    #expect(report.closed_by_reason["drain"] == 1)
    #expect(report.descriptors_opened == 2 && report.descriptors_closed == 2)
  }

  @Test func `frames may arrive in any pieces`() throws {
    let server = try ServerUnderTest("twin")
    let client = try TestClient(port: server.port)
    _ = try client.receiveWelcome()
    let payloads: [[UInt8]] = [[2], [2, 1, 2, 3], [2] + [UInt8](repeating: 5, count: 300)]
    for byte in payloads.flatMap(frame) { client.send([byte]) }
    for payload in payloads { #expect(client.receiveFrame() == payload) }
  }

  @Test func `a disconnected session's slot is used again with the next generation`() throws {
    var server = try ServerUnderTest("twin", ["--slots", "1"])
    for expected in UInt32(1)...3 {
      let client = try TestClient(port: server.port)
      let (slot, generation) = try client.receiveWelcome()
      #expect(slot == 0 && generation == expected)
      client.send(frame(command(2)))
      #expect(client.receiveFrame() == nil)
    }
    let report = try server.report()
    #expect(report.accepted == 3 && report.released == 3)
    #expect(report.closed_by_reason["disconnect"] == 3)
  }

  @Test func `no two sessions of several reactors have the same id`() throws {
    let server = try ServerUnderTest("twin", ["--reactors", "2", "--slots", "8"])
    var ids: Set<UInt64> = []
    // The kernel deals them out by their ports; that all fall to one reactor has odds of 2⁻³⁹.
    for _ in 0..<40 {
      let client = try TestClient(port: server.port)
      let (slot, generation) = try client.receiveWelcome()
      #expect(slot < 8)
      ids.insert(UInt64(slot) << 32 | UInt64(generation))
    }
    #expect(ids.count == 40)
  }

  @Test func `a connection waits while every slot is taken`() throws {
    let server = try ServerUnderTest("twin", ["--slots", "1"])
    let waiting: TestClient
    do {
      let first = try TestClient(port: server.port)
      _ = try first.receiveWelcome()
      waiting = try TestClient(port: server.port)
      first.send(frame([2, 1]))
      #expect(first.receiveFrame() == [2, 1])
    }
    #expect(try waiting.receiveWelcome().generation == 2)
  }

  @Test func `output waits for a reader that comes late`() throws {
    let server = try ServerUnderTest("twin", ["--cork", "65536"])
    let client = try TestClient(port: server.port)
    _ = try client.receiveWelcome()
    // 16 MB, more than the kernel's buffers on both ends hold.
    let frames = (0..<256).map { frame([2] + [UInt8](repeating: UInt8($0), count: 62500)) }
    let sent = frames.allSatisfy { client.send($0) }
    #expect(sent)
    let came = frames.allSatisfy { client.receive($0.count) == $0 }
    #expect(came)
  }

  @Test func `a full server drains`() throws {
    var server = try ServerUnderTest("twin", ["--slots", "1"])
    let client = try TestClient(port: server.port)
    _ = try client.receiveWelcome()
    let report = try server.report()
    #expect(report.closed_by_reason["drain"] == 1)
    #expect(client.receiveFrame() == nil)
  }

  @Test func `a mark is acknowledged and kept`() throws {
    var server = try ServerUnderTest("twin")
    let client = try TestClient(port: server.port)
    _ = try client.receiveWelcome()
    for number in UInt8(0)...1 {
      client.send(frame([2, 1]) + frame(command(3, argument: number)))
      #expect(client.receiveFrame() == [2, 1])
      #expect(client.receiveFrame() == command(3, argument: number))
    }
    let marks = try server.report().marks
    #expect(marks.map(\.number) == [0, 1])
    #expect(marks[1].messages - marks[0].messages == 2)
    #expect(marks[1].monotonic_ns > marks[0].monotonic_ns)
  }

  @Test func `a reader that reads nothing is disconnected, and no other`() throws {
    var server = try ServerUnderTest("twin")
    let bystander = try TestClient(port: server.port)
    let slow = try TestClient(port: server.port)
    _ = try bystander.receiveWelcome()
    let chunk = Array(repeating: frame([UInt8](repeating: 2, count: 60000)), count: 20)
    var sent = 0
    // The kernel's buffers on both ends, 10 MB at most here, come before the server's own bound.
    while sent < 100, slow.send(chunk.flatMap { $0 }) { sent += 1 }
    #expect(sent < 100)
    bystander.send(frame([2, 42]))
    #expect(bystander.receiveFrame() == [2, 42])
    #expect(try server.report().closed_by_reason["slow_reader"] == 1)
  }
}
