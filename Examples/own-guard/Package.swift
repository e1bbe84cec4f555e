// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "own-guard",
  dependencies: [.package(name: "guardbench", path: "../..")],
  targets: [
    .executableTarget(
      name: "own-guard",
      dependencies: [
        .product(name: "SessionGuards", package: "guardbench"),
        .product(name: "ModelChecker", package: "guardbench"),
        .product(name: "Verification", package: "guardbench"),
        .product(name: "Scenarios", package: "guardbench"),
        .product(name: "GuardbenchCommands", package: "guardbench"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
