internal import Foundation
internal import Tables
internal import TrialRows
internal import Trials

/// The histograms of a run: `histograms/` in its folder.
///
/// While the run lasts, each cell has a file of exact counts, replaced as a whole when a block that
/// counts is done, so that a run that stopped goes on with them. When it is complete, each strategy
/// and kind has a file in the plotter's form instead.
struct RunHistograms {
  private static let folder = "histograms"
  private static let countsSuffix = ".counts.json"

  private let directory: RunDirectory
  private var cells: [String: CellDurations] = [:]

  /// Begins with what an earlier part of the run left: counts of trials that its rows do not have
  /// are left behind, since those trials are run again.
  init(_ directory: RunDirectory, resuming samples: [TrialRow]) throws(RunFailure) {
    self.directory = directory
    for name in directory.names(in: Self.folder) where name.hasSuffix(Self.countsSuffix) {
      let url = directory.url.appending(path: "\(Self.folder)/\(name)")
      let found = try directory.attempt("read \(name) in") {
        try JSONFile.decode(CellDurations.self, from: Data(contentsOf: url))
      }
      if found.isCovered(by: samples) { cells[Self.stem(of: found)] = found }
    }
  }

  /// Adds a block that counts; its cell's file is replaced when this returns.
  mutating func add(
    _ trials: [String: CellDurations.Durations], of planned: PlannedCell,
    _ block: CellDurations.Block
  ) throws(RunFailure) {
    guard trials.values.contains(where: { !$0.isEmpty }) else { return }
    var cell = CellDurations(cell: planned.cell.name, purpose: planned.purpose)
    let stem = Self.stem(of: cell)
    cell = cells[stem] ?? cell
    cell.add(trials, of: block)
    cells[stem] = cell
    try directory.makeFolder(Self.folder)
    let bytes = try directory.attempt("describe") { try JSONEncoder().encode(cell) }
    try directory.write(bytes, as: Self.counts(stem))
  }

  /// Writes the histograms in the plotter's form, and answers how to describe them.
  func write(_ samples: [TrialRow]) throws(RunFailure) -> [DataPackage.Histogram] {
    var written: [DataPackage.Histogram] = []
    for (stem, cell) in cells.sorted(by: { $0.key < $1.key }) {
      for strategy in cell.strategies.keys.sorted() {
        for kind in DurationKind.allCases {
          guard let text = cell.hgrm(of: strategy, kind, in: samples) else { continue }
          let name = "\(stem).\(Self.encoded(strategy)).\(kind.rawValue)"
          let path = "\(Self.folder)/\(name).hgrm"
          try directory.write(Data(text.utf8), as: path)
          written.append(
            DataPackage.Histogram(
              path: path, title: "\(cell.cell), \(strategy): \(kind.meaning)"))
        }
      }
    }
    return written
  }

  /// Removes the files of counts of a run that is complete; what stays behind does no harm.
  func removeCounts() {
    for stem in cells.keys {
      try? FileManager.default.removeItem(at: directory.url.appending(path: Self.counts(stem)))
    }
  }

  private static func counts(_ stem: String) -> String { "\(folder)/\(stem)\(countsSuffix)" }

  /// Names a cell in file names: its own name, and its purpose where that is not the usual one.
  private static func stem(of cell: CellDurations) -> String {
    let name = encoded(cell.cell.replacing("/", with: "_"))
    return cell.purpose == .cost ? name : "\(name).\(cell.purpose.rawValue)"
  }

  /// A user's guard may have any name; what a file's name should not have is written as %hex.
  private static func encoded(_ name: String) -> String {
    let plain = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_.="))
    return name.addingPercentEncoding(withAllowedCharacters: plain) ?? name
  }
}
