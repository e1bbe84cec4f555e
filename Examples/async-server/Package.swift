// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "async-server",
  dependencies: [.package(name: "guardbench", path: "../..")],
  targets: [
    .executableTarget(
      name: "async-server",
      dependencies: [
        .product(name: "SessionGuards", package: "guardbench"),
        .product(name: "GuardedServer", package: "guardbench"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
