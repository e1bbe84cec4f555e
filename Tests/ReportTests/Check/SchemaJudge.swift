import Foundation
import Probe
import TestFolders

/// Validates a JUnit file with `xmllint` by the schema in Tests/Fixtures/junit.
enum SchemaJudge {
  private static let schema = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Fixtures/junit/junit-10.xsd").standardized.path

  static let isInstalled = (try? exit(["--version"]))?.code == 0

  /// The errors of a document; none if it is valid.
  static func complaints(of document: String) throws -> String {
    let folder = try TemporaryFolder()
    let file = folder.path("junit.xml")
    try Data(document.utf8).write(to: URL(filePath: file))
    let (code, text) = try exit(["--noout", "--nonet", "--schema", schema, file])
    return code == 0 ? "" : "exit \(code.map(String.init) ?? "by a signal"): \(text)"
  }

  private static func exit(_ arguments: [String]) throws -> (code: Int32?, text: String) {
    var child = try ChildProcess(Command("xmllint", arguments))
    let exit = try child.wait(within: .seconds(60))
    let code: Int32? = if case .exited(let code) = exit.reason { code } else { nil }
    return (code, child.errorOutput)
  }
}
