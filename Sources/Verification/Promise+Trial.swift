public import SessionGuards

extension Promise {
  /// Its number in the contract; nil for what is promised beside it.
  public var number: Int? { rawValue.first?.wholeNumberValue }

  /// What is promised, without the number.
  public var sentence: String { number == nil ? rawValue : String(rawValue.dropFirst(3)) }

  /// Whether this strategy promises it.
  public func isMade(by strategy: Strategy) -> Bool {
    switch self {
    case .closeRefuses: strategy.closeRule == .early
    case .excludes: strategy.isExclusive
    case .leaseHoldsSlot, .reclaimedOnce, .onlyItsOwn, .liveIsGranted, .endsLeases, .conserves,
      .progress:
      true
    }
  }

  /// Whether the scenario has what it takes to see this promise broken.
  public func isTried(by scenario: Scenario) -> Bool {
    let acts = scenario.parts.flatMap(\.acts)
    return switch self {
    case .leaseHoldsSlot: acts.contains(where: \.isSend) && acts.contains(where: \.isClose)
    case .reclaimedOnce, .closeRefuses: acts.contains(where: \.isClose)
    case .onlyItsOwn, .endsLeases: acts.contains(where: \.isSend)
    case .liveIsGranted: acts.contains(where: \.mustBeGranted)
    case .excludes:
      scenario.parts.count { $0.slot == 1 && $0.acts.contains(where: \.isSend) } > 1
    // The stress counts what is sent; the model's scenarios count nothing.
    case .conserves: false
    case .progress: true
    }
  }
}

extension Scenario.Act {
  fileprivate var isSend: Bool {
    switch self {
    case .send, .sendGranted, .sendTold, .sendBeside, .sendAll: true
    case .beside(let act): act.isSend
    case .close, .closeSilently, .closeLoses, .closeAll, .serve, .settle, .open, .openRetired: false
    }
  }

  fileprivate var isClose: Bool {
    switch self {
    case .close, .closeSilently, .closeLoses, .closeAll: true
    case .beside(let act): act.isClose
    case .send, .sendGranted, .sendTold, .sendBeside, .sendAll, .serve, .settle, .open,
      .openRetired:
      false
    }
  }

  fileprivate var mustBeGranted: Bool {
    switch self {
    case .sendGranted, .sendBeside: true
    case .beside(let act): act.mustBeGranted
    case .send, .sendTold, .sendAll, .close, .closeSilently, .closeLoses, .closeAll, .serve,
      .settle, .open, .openRetired:
      false
    }
  }
}
