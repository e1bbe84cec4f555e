/// What the strategies of this package are compiled from, in any program that links it.
///
/// The build makes the digests (`Plugins/StampSources`) out of the very files that it compiles.
public enum SourceStamp {
  /// Digests of the sources that the model checker's proofs rest on, a word of `name=digest` each.
  public static var digests: String { generatedDigests }
}
