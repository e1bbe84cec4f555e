internal import LoadGenerator
internal import Trials

/// Judges a trial by what both sides saw: neither the server nor a client found a violation, and
/// every message that the server took was delivered, or lost with its session. Whether it may have
/// been lost is `ServerResult.fault`'s business.
struct ServerOracle {
  private let result: ServerResult

  init(_ result: ServerResult) { self.result = result }

  /// All that was found; what clients saw comes first, as it is the harm itself.
  var findings: Findings {
    var findings = result.loaded.findings
    findings.add(result.served.findings)
    // A server that would not end was still counting, and a load that was stopped had not read all.
    if result.served.openAtExit == 0, !result.loaded.interrupted { judgeBalance(&findings) }
    return findings
  }

  private func judgeBalance(_ findings: inout Findings) {
    let (served, loaded) = (result.served, result.loaded)
    let missing = served.sends.accepted - served.sends.lost - loaded.deliveredCount
    // What a load did not wait for may still have been on its way.
    let mayMiss = !result.setting.isExact || result.loaded.hasDrained == false
    if missing < 0 || missing > 0 && !mayMiss {
      findings.add(
        .miscount,
        "\(served.sends.accepted) sent, \(loaded.deliveredCount) delivered,"
          + " \(served.sends.lost) lost in queues")
    }
    let welcomes = Int(loaded.totals.welcomesCount)
    if welcomes > served.accepted || result.setting.isExact && welcomes < served.accepted {
      findings.add(
        .miscount, "\(served.accepted) connections accepted, \(welcomes) clients welcomed")
    }
  }
}

extension ServeReport {
  var findings: Findings { Findings(count: violationsCount, violations: violations) }
}

extension Findings {
  mutating func add(_ others: Findings) {
    count += others.count
    violations += others.violations
  }

  /// Adds one that concerns the trial as a whole.
  mutating func add(_ kind: LifetimeViolation.Kind, _ detail: String) {
    count += 1
    violations.append(LifetimeViolation(kind, slot: 0, generation: 0, detail: detail))
  }
}
