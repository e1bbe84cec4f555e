// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// A module of this package, with the settings that every one of them has.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let arguments = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "guardbench",
  products: [
    .library(name: "SessionGuards", targets: ["SessionGuards"]),
    .library(name: "ModelChecker", targets: ["ModelChecker"]),
    .library(name: "Verification", targets: ["Verification"]),
    .library(name: "GuardedServer", targets: ["GuardedServer"]),
    .library(name: "Scenarios", targets: ["Scenarios"]),
    .library(name: "Statistics", targets: ["Statistics"]),
    .library(name: "Tables", targets: ["Tables"]),
    .library(name: "Probe", targets: ["Probe"]),
    .library(name: "GuardbenchCommands", targets: ["GuardbenchCommands"]),
    .executable(name: "guardbench", targets: ["guardbench"]),
  ],
  traits: [
    .trait(name: "Jemalloc", description: "Count allocations with jemalloc's own counters."),
    .default(enabledTraits: []),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
  ],
  targets: [
    .target(name: "CSystem", cSettings: [.define("_GNU_SOURCE")]),
    .target(name: "CBarrier"),
    .target(name: "BuildStamp"),
    .plugin(name: "StampSources", capability: .buildTool()),
    // It imports none of them: the plugin digests the modules that it depends on.
    .target(
      name: "SourceStamp", dependencies: ["SessionGuards", "ModelChecker", "Verification"],
      swiftSettings: settings, plugins: ["StampSources"]),
    .systemLibrary(
      name: "CJemalloc", pkgConfig: "jemalloc", providers: [.apt(["libjemalloc-dev"])]),
    module("SessionGuards", ["CBarrier", "CSystem"]),
    module("ModelChecker", ["CSystem", "SessionGuards"]),
    module("Verification", ["ModelChecker", "Probe", "SessionGuards"]),
    module("Reactor", ["CSystem"]),
    module("GuardedServer", ["SessionGuards", "Reactor"]),
    module("Wire", []),
    module("Statistics", [.product(name: "Histogram", package: "hdrhistogram-swift")]),
    module("Tables", ["Statistics"]),
    module("TrialRows", ["Statistics", "Tables"]),
    module("LoadGenerator", ["Probe", "Reactor", "Wire", "Statistics", "Tables"]),
    module(
      "Probe", ["CSystem", .target(name: "CJemalloc", condition: .when(traits: ["Jemalloc"]))]),
    module("CodeShape", ["Probe"]),
    module("Report", ["Statistics", "Tables"]),
    module("Trials", ["Probe", "Tables", "Statistics", "TrialRows"]),
    module(
      "Scenarios",
      [
        "SessionGuards", "ModelChecker", "Verification", "Reactor", "GuardedServer", "Wire",
        "LoadGenerator", "Statistics", "Tables", "TrialRows", "Trials", "Probe",
      ]),
    module("StandardContenders", ["Scenarios", "SessionGuards", "Verification"]),
    module("CommandSupport", ["Probe", "Report", "Scenarios", "Trials", arguments]),
    module(
      "Proof",
      [
        "CodeShape", "CommandSupport", "ModelChecker", "Probe", "Report", "Scenarios",
        "SessionGuards", "SourceStamp", "Statistics", "Tables", "TrialRows", "Trials",
        "Verification", arguments,
      ]),
    module(
      "Bench",
      [
        "CommandSupport", "LoadGenerator", "Probe", "Proof", "Report", "Scenarios", "SessionGuards",
        "Statistics", "Tables", "TrialRows", "Trials", arguments,
      ]),
    module("CheckVerdicts", ["Statistics", "Tables", "TrialRows"]),
    module(
      "Check",
      [
        "Bench", "CheckVerdicts", "CodeShape", "CommandSupport", "LoadGenerator", "Probe", "Report",
        "Scenarios", "SessionGuards", "Statistics", "Tables", "TrialRows", "Trials", arguments,
      ]),
    module(
      "History",
      [
        "Bench", "CommandSupport", "Probe", "Report", "Scenarios", "Statistics", "Tables",
        "TrialRows", "Trials", arguments,
      ]),
    module(
      "GuardbenchCommands",
      [
        "Bench", "Check", "CheckVerdicts", "CommandSupport", "History", "LoadGenerator", "Probe",
        "Proof", "Report", "Scenarios", "SessionGuards", "StandardContenders", "Tables",
        "TrialRows", "Trials", arguments,
      ]),
    .executableTarget(
      name: "guardbench", dependencies: ["BuildStamp", "GuardbenchCommands"],
      swiftSettings: settings),
    .executableTarget(
      name: "mutantbench",
      dependencies: [
        "SessionGuards", "ModelChecker", "Mutants", "Scenarios", "GuardbenchCommands",
      ],
      path: "Tests/MutantBench", swiftSettings: settings),
    .target(
      name: "Mutants",
      dependencies: [
        "ModelChecker", "Probe", "Report", "SessionGuards", "Tables", "Verification",
      ],
      path: "Tests/Mutants", swiftSettings: settings),
    .executableTarget(
      name: "killmatrix",
      dependencies: [
        "ModelChecker", "Mutants", "Probe", "SessionGuards", "Tables", "Verification",
      ],
      path: "Tests/KillMatrix", swiftSettings: settings),
    .target(name: "TestFolders", path: "Tests/TestFolders", swiftSettings: settings),
    tests("TidyTests", []),
    // It compiles the snippets of pages and doc comments against these.
    tests(
      "SnippetTests",
      [
        "CommandSupport", "GuardbenchCommands", "GuardedServer", "ModelChecker", "Probe",
        "Scenarios", "SessionGuards", "TestFolders", "Verification", arguments,
      ]),
    tests("SmokeTests", ["Probe"]),
    tests(
      "CodeShapeTests",
      [
        "CodeShape", "GuardbenchCommands", "Proof", "Scenarios", "SessionGuards", "TestFolders",
      ]),
    tests("SessionGuardsTests", ["GuardedServer", "Probe", "SessionGuards", "TestFolders"]),
    tests("ModelCheckerTests", ["ModelChecker", "SessionGuards"]),
    tests(
      "VerificationTests",
      [
        "killmatrix", "Mutants", "Probe", "Tables", "Verification", "ModelChecker",
        "SessionGuards",
      ]),
    tests("ReactorTests", ["Reactor"]),
    tests("GuardedServerTests", ["GuardedServer", "Mutants", "SessionGuards", "Reactor"]),
    tests("WireTests", ["Wire"]),
    tests(
      "MeasurementTests",
      [
        "Bench", "CheckVerdicts", "History", "Statistics", "Tables", "TrialRows",
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ]),
    tests(
      "LoadGeneratorTests",
      ["LoadGenerator", "Probe", "Wire", "Statistics", "Tables", "Reactor"]),
    tests("ProbeTests", ["Probe", "TestFolders"]),
    tests(
      "ReportTests",
      [
        "Bench", "Check", "CheckVerdicts", "History", "Probe", "Report", "Statistics",
        "TestFolders", "TrialRows",
      ]),
    tests(
      "BenchTests",
      [
        "Bench", "Check", "CheckVerdicts", "GuardbenchCommands", "GuardedServer", "LoadGenerator",
        "ModelChecker", "Mutants", "Probe", "Proof", "Scenarios", "SessionGuards", "SourceStamp",
        "StandardContenders", "Statistics", "Tables", "TestFolders", "TrialRows", "Trials",
        "Verification", "Wire",
      ]),
    tests(
      "CommandTests",
      [
        "guardbench", "mutantbench", "Bench", "CommandSupport", "GuardbenchCommands", "History",
        "LoadGenerator", "Mutants", "Probe", "Reactor", "Scenarios", "SessionGuards", "Tables",
        "TestFolders", "TrialRows", "Trials", "Wire",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
