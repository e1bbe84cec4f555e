import Foundation
import LoadGenerator
import Testing

@testable import Statistics

struct ReportTests {
  /// Returns the names of all fields, at every depth.
  private func keys(_ object: Any) -> Set<String> {
    if let fields = object as? [String: Any] {
      return fields.values.reduce(into: Set(fields.keys)) { $0.formUnion(keys($1)) }
    }
    return (object as? [Any] ?? []).reduce(into: []) { $0.formUnion(keys($1)) }
  }

  @Test(arguments: [nil, 2000.0])
  func `a report passes through JSON, with names of one style`(rate: Double?) throws {
    var habits = Habits()
    habits.corruptsEcho = 3
    let (report, _) = try withServer(habits) { port in
      try Load.run(quickPlan(port) { $0.ratePerSecond = rate })
    }
    let encoded = try JSONEncoder().encode(report)
    let decoded = try JSONDecoder().decode(LoadReport.self, from: encoded)
    #expect(decoded.totals == report.totals)
    #expect(decoded.plan == report.plan)
    #expect(decoded.violations == report.violations && report.violationsCount == 1)
    #expect(decoded.latency == report.latency)
    #expect(decoded.latencyHistogram.count == report.latency.count)
    let names = keys(try JSONSerialization.jsonObject(with: encoded))
    #expect(names.isSuperset(of: ["wall_ns", "load_cpu_ns", "sent_count", "max_ns", "marks"]))
    #expect(names.contains("generator_kept_up") == (rate != nil))
    for name in names {
      #expect(name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }, "\(name)")
    }
  }
}
