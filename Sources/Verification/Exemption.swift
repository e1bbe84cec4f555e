/// A strategy of the catalogue that no scenario runs, and why.
public struct Exemption: Sendable {
  public let strategy: String
  public let reason: String

  public static let all = [
    Exemption(
      strategy: "unguarded",
      reason: "the floor promises nothing, and runs only where no close can race"),
    Exemption(
      strategy: "stdlib-mutex",
      reason: "its lock lies in a closed library, which only the stress reaches; the guard over it "
        + "is the one verified as mutex"),
  ]
}
