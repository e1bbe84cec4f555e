import Foundation
import TestFolders
import Testing

/// `scripts/renew-baseline`, which `make baseline` runs: in a repository made for it, with a
/// program in guardbench's place that writes a run's folder.
@Suite struct RenewBaselineTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.shell(
      """
      mkdir -p work/scripts work/results/baseline
      cp '\(PackageRoot.url.path)/scripts/renew-baseline' work/scripts/
      echo old >work/results/baseline/samples.csv
      cd work && git init -q -b main && git add . && git commit -q -m all
      """)
  }

  /// Renews by a program that ends with this code, in the middle of its work if it fails.
  private func renew(exiting code: Int32 = 0) throws -> Program.Result {
    try folder.shell(
      """
      cat >program <<'END'
      #!/bin/sh
      while [ "$1" != --output ]; do shift; done
      mkdir "$2" && echo new >"$2/samples.csv"
      exit \(code)
      END
      chmod +x program
      """)
    return try Program(path: folder.path("work/scripts/renew-baseline")).run(
      [folder.path("program")], in: folder.url)
  }

  private var stored: String {
    get throws { try folder.text("work/results/baseline/samples.csv") }
  }

  @Test func `a complete run takes the old one's place, and can do so again`() throws {
    for _ in 0..<2 {
      #expect(try renew().exitCode == 0)
      #expect(try stored == "new\n")
    }
  }

  @Test(arguments: ["echo >>scripts/renew-baseline", "echo >new.swift"])
  func `a tree that is not clean: exit 1, it says why, and the old run stays`(
    change: String
  ) throws {
    try folder.shell("cd work && \(change)")
    let result = try renew()
    #expect(result.exitCode == 1 && result.complaints.count == 1)
    #expect(result.errorOutput.contains("the tree is not clean; commit first"))
    #expect(try stored == "old\n")
  }

  @Test func `a run that fails leaves the old one`() throws {
    #expect(try renew(exiting: 7).exitCode == 7)
    #expect(try stored == "old\n")
  }
}
