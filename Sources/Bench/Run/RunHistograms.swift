internal import Foundation
internal import Tables
internal import TrialRows
internal import Trials

/// The histograms of a run: `histograms/` in its folder.
///
/// During the run each cell has a file of exact counts, which is replaced after each block that
/// counts, so that a resumed run goes on with them. In a complete run each strategy and kind has a
/// file in the plotter's form instead.
struct RunHistograms {
  private static let folder = "histograms"
  private static let countsSuffix = ".counts.json"

  private let directory: RunDirectory
  private var cells: [String: CellDurations] = [:]

  /// Begins with the counts of an earlier part of the run. Files with counts of trials that have no
  /// rows are ignored, since those trials are run again.
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

  /// Adds a block that counts, and replaces the file of its cell.
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

  /// Writes the histograms in the plotter's form, and returns their descriptions.
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

  /// Removes the files of counts of a complete run. A file that stays does no harm.
  func removeCounts() {
    for stem in cells.keys {
      try? FileManager.default.removeItem(at: directory.url.appending(path: Self.counts(stem)))
    }
  }

  private static func counts(_ stem: String) -> String { "\(folder)/\(stem)\(countsSuffix)" }

  /// The part of a file name that names the cell: its name, and its purpose unless that is cost.
  private static func stem(of cell: CellDurations) -> String {
    let name = encoded(cell.cell.replacing("/", with: "_"))
    return cell.purpose == .cost ? name : "\(name).\(cell.purpose.rawValue)"
  }

  /// A name for file names. A user's guard may have any name, so other signs are written as %hex.
  private static func encoded(_ name: String) -> String {
    let plain = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_.="))
    return name.addingPercentEncoding(withAllowedCharacters: plain) ?? name
  }
}
