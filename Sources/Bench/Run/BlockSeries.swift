internal import TrialRows
internal import Trials

/// The blocks of one cell for one purpose, which are numbered from 0.
struct BlockSeries: Hashable {
  let cell: String
  let purpose: TrialPurpose

  init(_ row: TrialRow) {
    cell = row.cell
    purpose = row.purpose
  }

  init(_ planned: PlannedCell) {
    cell = planned.cell.name
    purpose = planned.purpose
  }
}
