public import Scenarios
internal import StandardContenders

extension Contenders {
  /// Every strategy of `SessionGuards`: what a program with guards of its own adds them to.
  public static var standard: Contenders { .ofThisPackage }
}
