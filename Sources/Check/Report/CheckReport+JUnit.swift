import CheckVerdicts
import Foundation
internal import Report
internal import Scenarios
internal import Tables

extension CheckReport {
  /// The result as JUnit XML, in a form that the schemas of both Ant and Jenkins allow.
  ///
  /// A regression is a failure; a fault or a broken control is an error; an inconclusive or a new
  /// subject is skipped. Skipped does not mean passed: the exit code decides. No host is named.
  public var junit: String {
    let cases = faultCases + findingCases + newCases
    let counts = [
      ("tests", cases.count), ("failures", cases.count { $0.mark == .failure }),
      ("errors", cases.count { $0.mark == .error }),
      ("skipped", cases.count { $0.mark == .skipped }),
    ].map { "\($0)=\"\($1)\"" }.joined(separator: " ")
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites>
      <testsuite id="0" package="guardbench" name="guardbench.check" hostname="localhost" \
      timestamp="\(timestamp)" time="\(seconds)" \(counts)>
      <properties>
      \(properties)
      </properties>
      \(cases.map(\.element).joined(separator: "\n"))
      <system-out>\(XMLText.element(terminal(.plain)))</system-out>
      <system-err></system-err>
      </testsuite>
      </testsuites>

      """
  }

  /// The start in the schema's form: to the second, in UTC, without a zone.
  private var timestamp: String {
    let date = manifest?.startedAt ?? Date(timeIntervalSince1970: 0)
    return String(date.ISO8601Format().prefix(19))
  }

  private var seconds: String {
    guard let manifest, let end = manifest.endedAt else { return "0" }
    return String(format: "%.3f", end.timeIntervalSince(manifest.startedAt))
  }

  private var properties: String {
    var pairs = [
      ("outcome", result.outcome.rawValue), ("exit_code", String(result.outcome.exitCode)),
      ("largest_slowdown_ratio", result.largestSlowdownNotExcluded.cellText ?? ""),
    ]
    if let manifest {
      pairs.append(("base_revision", manifest.baseRevision))
      pairs.append(("head_revision", manifest.headRevision ?? ""))
      pairs.append(("seed", String(manifest.seed)))
    }
    return pairs.map { name, value in
      "<property name=\"\(name)\" value=\"\(XMLText.attribute(value))\"/>"
    }.joined(separator: "\n")
  }

  private var faultCases: [JUnitCase] {
    result.faults.enumerated().map { index, fault in
      JUnitCase(
        name: "fault \(index + 1)", place: "harness", mark: .error, kind: "harness_error",
        message: fault.description)
    }
  }

  private var findingCases: [JUnitCase] {
    result.findings.map { finding -> JUnitCase in
      let stage = finding.role == .subject ? "" : " (\(finding.stage?.rawValue ?? ""))"
      let mark = Self.mark(of: finding)
      return JUnitCase(
        name: "\(finding.strategy): \(CheckWords.metric(finding))\(stage)",
        place: finding.role == .subject ? finding.cell : "control.\(finding.role.rawValue)",
        mark: mark, kind: mark == .error ? "instrument_invalid" : finding.verdict.rawValue,
        message: CheckWords.sentence(finding))
    }
  }

  private static func mark(of finding: CheckFinding) -> JUnitCase.Mark {
    if finding.role != .subject {
      switch finding.control {
      case .broken: return .error
      case .blind: return .skipped
      case .kept, nil: return .passed
      }
    }
    switch finding.verdict {
    case .pass: return .passed
    case .regression: return .failure
    case .inconclusive: return .skipped
    }
  }

  private var newCases: [JUnitCase] {
    result.newSubjects.map { subject in
      JUnitCase(
        name: subject.strategy, place: subject.cell, mark: .skipped, kind: "new",
        message: "new in head")
    }
  }
}

/// One test case of a JUnit file.
private struct JUnitCase {
  enum Mark { case passed, failure, error, skipped }

  let name: String
  let place: String
  let mark: Mark
  let kind: String
  let message: String

  var element: String {
    let open =
      "<testcase classname=\"guardbench.check.\(XMLText.attribute(place))\" "
      + "name=\"\(XMLText.attribute(name))\" time=\"0\""
    switch mark {
    case .passed: return "\(open)/>"
    case .failure: return "\(open)>\(reason("failure"))</testcase>"
    case .error: return "\(open)>\(reason("error"))</testcase>"
    case .skipped: return "\(open)><skipped message=\"\(XMLText.attribute(message))\"/></testcase>"
    }
  }

  private func reason(_ element: String) -> String {
    "<\(element) type=\"\(kind)\" message=\"\(XMLText.attribute(message))\">"
      + "\(XMLText.element(message))</\(element)>"
  }
}
