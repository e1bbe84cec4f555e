// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// A Swift target of this package, with the settings that every one of them has.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "guardbench",
  products: [
    .library(name: "SessionGuards", targets: ["SessionGuards"]),
    .library(name: "ModelChecker", targets: ["ModelChecker"]),
    .library(name: "Verification", targets: ["Verification"]),
    .library(name: "LanServer", targets: ["LanServer"]),
    .library(name: "Bench", targets: ["Bench"]),
    .library(name: "Measurement", targets: ["Measurement"]),
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
    room("SessionGuards", ["CBarrier", "CSystem"]),
    room("ModelChecker", ["CSystem", "SessionGuards"]),
    room("Verification", ["ModelChecker", "Probe", "SessionGuards"]),
    room("Reactor", ["CSystem"]),
    room("LanServer", ["SessionGuards", "Reactor"]),
    room("Wire", []),
    room("Measurement", [.product(name: "Histogram", package: "hdrhistogram-swift")]),
    room("LoadGenerator", ["Reactor", "Wire", "Measurement"]),
    room(
      "Probe", ["CSystem", .target(name: "CJemalloc", condition: .when(traits: ["Jemalloc"]))]),
    room("CodeShape", ["Probe"]),
    room("Report", ["Measurement"]),
    room(
      "Bench",
      [
        "SessionGuards", "ModelChecker", "Verification", "Reactor", "LanServer", "Wire",
        "LoadGenerator", "Measurement", "Probe", "Report", "SourceStamp", "CodeShape",
      ]),
    room(
      "GuardbenchCommands",
      [
        "Bench", "CodeShape", "LoadGenerator", "Measurement", "ModelChecker", "Probe", "Report",
        "SessionGuards", "Verification",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "guardbench", dependencies: ["BuildStamp", "Bench", "GuardbenchCommands"],
      swiftSettings: settings),
    .executableTarget(
      name: "wrongbench",
      dependencies: [
        "SessionGuards", "ModelChecker", "WordSeam", "Mutants", "Bench", "GuardbenchCommands",
      ],
      path: "Tests/WrongGuards", swiftSettings: settings),
    .target(
      name: "WordSeam", dependencies: ["SessionGuards"], path: "Tests/WordSeam",
      swiftSettings: settings),
    .target(
      name: "Mutants",
      dependencies: [
        "Measurement", "ModelChecker", "Probe", "Report", "SessionGuards", "Verification",
      ],
      path: "Tests/Mutants", swiftSettings: settings),
    .executableTarget(
      name: "killmatrix",
      dependencies: [
        "Measurement", "ModelChecker", "Mutants", "Probe", "SessionGuards", "Verification",
      ],
      path: "Tests/KillMatrix", swiftSettings: settings),
    .target(name: "TestFolders", path: "Tests/TestFolders", swiftSettings: settings),
    tests("TidyTests", []),
    tests("SmokeTests", ["Probe"]),
    tests("CodeShapeTests", ["Bench", "CodeShape", "TestFolders"]),
    tests("SessionGuardsTests", ["SessionGuards", "WordSeam"]),
    tests("ModelCheckerTests", ["ModelChecker", "SessionGuards"]),
    tests(
      "VerificationTests",
      [
        "killmatrix", "Measurement", "Mutants", "Probe", "Verification", "ModelChecker",
        "SessionGuards",
      ]),
    tests("ReactorTests", ["Reactor"]),
    tests("LanServerTests", ["LanServer", "SessionGuards", "Reactor"]),
    tests("WireTests", ["Wire"]),
    tests(
      "MeasurementTests",
      ["Measurement", .product(name: "Histogram", package: "hdrhistogram-swift")]),
    tests("LoadGeneratorTests", ["LoadGenerator", "Wire", "Measurement", "Reactor"]),
    tests("ProbeTests", ["Probe", "TestFolders"]),
    tests("ReportTests", ["Report", "Measurement", "Probe", "TestFolders"]),
    tests(
      "BenchTests",
      [
        "Bench", "LanServer", "LoadGenerator", "Measurement", "ModelChecker", "Probe",
        "SessionGuards", "SourceStamp", "TestFolders", "Verification", "Wire",
      ]),
    tests(
      "CommandTests",
      [
        "guardbench", "wrongbench", "Bench", "GuardbenchCommands", "LoadGenerator", "Measurement",
        "Mutants", "Probe", "Reactor", "TestFolders", "Wire",
      ]),
  ],
  swiftLanguageModes: [.v6]
)
