import Foundation

/// The folder of the package whose tests these are.
enum PackageRoot {
  static let url = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../..").standardized
}
