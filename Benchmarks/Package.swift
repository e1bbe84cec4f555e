// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let statistics = Target.Dependency.product(name: "Statistics", package: "guardbench")
let tables = Target.Dependency.product(name: "Tables", package: "guardbench")
let guards = Target.Dependency.product(name: "SessionGuards", package: "guardbench")
let arguments = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let probe = Target.Dependency.product(name: "Probe", package: "guardbench")

// The C peers in Peers/ are built by the Makefile, with flags that a reader can see.
let package = Package(
  name: "guardbench-benchmarks",
  dependencies: [
    .package(name: "guardbench", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .target(name: "Pairing", dependencies: [statistics, tables, probe], swiftSettings: settings),
    .target(name: "UsageExit", dependencies: [arguments], swiftSettings: settings),
    .executableTarget(
      name: "yardstick", dependencies: ["Pairing", "UsageExit", probe, arguments],
      swiftSettings: settings),
    .target(
      name: "InstructionCounts", dependencies: [guards, statistics, tables, probe],
      swiftSettings: settings),
    .executableTarget(
      name: "instructions",
      dependencies: [
        "InstructionCounts", "UsageExit", guards, statistics, tables, probe, arguments,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PairingTests", dependencies: ["Pairing", statistics, tables, probe],
      swiftSettings: settings),
    .testTarget(
      name: "InstructionTests", dependencies: ["InstructionCounts", probe],
      swiftSettings: settings),
    .testTarget(
      name: "PeerTests", dependencies: ["Pairing", guards, probe], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
