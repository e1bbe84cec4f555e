public import SessionGuards

/// The system's mutex by its specification, with a seam before both of its operations.
public struct SeamLock<S: Seam>: Lock, ~Copyable {
  public typealias Fault = Never
  public static var strategy: Strategy { .mutex }
  private let held = HardwareWord(0)

  public init() {}

  public func lock(_ site: StaticString) {
    S.reach(site.description)
    // Acquire: pairs with the releasing store of unlock.
    S.wait(site.description) { held.compareExchange(0, 1, .acquiring, site) == 0 }
  }

  public func unlock(_ site: StaticString) {
    S.reach(site.description)
    // Release: pairs with the acquiring exchange of lock.
    held.store(0, .releasing, site)
  }
}
