public import Measurement

/// One scenario at one setting: what a comparison compares within.
public struct Cell: Codable, Hashable, Sendable {
  public let scenario: String
  /// Every axis of the scenario, defaults filled in.
  public let axes: Axes

  public init(_ scenario: Scenario, at axes: Axes = Axes()) {
    self.scenario = scenario.name
    self.axes = axes.over(scenario.defaults)
  }
}

/// A cell with how often and how long it is run, and what for.
public struct PlannedCell: Codable, Hashable, Sendable {
  public var cell: Cell
  public var blocks: Int
  public var seconds: Double
  public var purpose: TrialPurpose

  public init(_ cell: Cell, blocks: Int, seconds: Double, purpose: TrialPurpose = .cost) {
    self.cell = cell
    self.blocks = blocks
    self.seconds = seconds
    self.purpose = purpose
  }
}

extension TrialPurpose: Codable {}
