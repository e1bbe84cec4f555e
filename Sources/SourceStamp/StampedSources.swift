/// What the strategies of this package are compiled from, in any program that links it.
///
/// The build makes the digests (`Plugins/StampSources`) out of the very files that it compiles.
public enum StampedSources {
  /// Digests of the sources that the model checker's proofs rest on, a word of `name=digest` each.
  public static var digests: String { generatedDigests }

  /// The certificates that the package has in `results/verification/certificates.json`, as that
  /// file's text; empty if it has none. They are good for sources with the digests that they name.
  public static var certificates: String { generatedCertificates }
}
