import Foundation
import GuardedServer
import LoadGenerator
import Tables

@testable import Scenarios

extension ServeReport {
  /// What a server says after ten sessions and a thousand sends, all right.
  static func sound() -> ServeReport {
    ServeReport(
      strategy: "packed", flush: .direct, accepted: 10, released: 10, openAtExit: 0,
      messagesReceived: 900, sends: Sends(accepted: 1_000, refused: 0, lost: 0),
      pushes: Pushes(accepted: 88, refused: 0, disconnects: 0, disconnectsRefused: 0),
      closedByReason: [:], acceptPauses: [:], staleEvents: 0, retiredSlots: 0,
      descriptorsOpened: 13, descriptorsClosed: 13,
      disconnectToReuse: Latency(count: 0), sessionBytes: 1, marks: [],
      violationsCount: 0, violations: [])
  }
}

extension LoadReport {
  /// What the clients of that server say: ten welcomes, 900 replies, 88 pushes, two
  /// acknowledgements. `violations` in JSON.
  static func sound(
    violations: [String] = [], _ change: (inout LoadReport) -> Void = { _ in }
  ) throws -> LoadReport {
    let totals = [
      "sent_count", "abandoned_count", "lost_with_session_count", "unanswered_count",
      "wrong_replies_count", "blocked_count", "commands_count", "commands_skipped_count",
      "unchecked_pushes_count", "read_bytes", "written_bytes", "connects_count",
      "failed_connects_count",
      "control_connects_count", "finished_by_client_count", "reset_by_client_count",
      "ended_by_server_count", "unexpected_ends_count", "slow_readers_ended_count",
    ].map { "\"\($0)\":0" }
    let json = """
      {"plan":\(JSONFile.line(of: LoadPlan(port: 1))),"loop":"closed","interrupted":false,
      "connected_count":7,"wall_ns":1,"load_cpu_ns":1,"messages_count":1,"messages_per_s":1,
      "sent_count":1,"pushes_count":0,"pushes_per_s":0,"latency":{"count":0},
      "latency_histogram":{"values":[],"counts":[]},
      "totals":{\(totals.joined(separator: ",")),
      "answered_count":900,"pushes_count":88,"welcomes_count":10},
      "marks":[{"number":0,"sent_ns":1,"acknowledged_ns":2},
      {"number":1,"sent_ns":3,"acknowledged_ns":4}],
      "violations_count":\(violations.count),"violations":[\(violations.joined(separator: ","))]}
      """
    var report = try JSONDecoder().decode(LoadReport.self, from: Data(json.utf8))
    change(&report)
    return report
  }
}

extension Mark {
  static func mark(_ number: UInt64, at time: UInt64, sends: Int) throws -> Mark {
    let json = """
      {"number":\(number),"monotonic_ns":\(time),"cpu_user_ns":\(time / 2),"cpu_system_ns":0,
      "cpu_ns":\(time / 2),"voluntary_switches":0,"involuntary_switches":0,"messages":0,
      "sends":\(sends),"refused":0}
      """
    return try JSONDecoder().decode(Mark.self, from: Data(json.utf8))
  }
}
