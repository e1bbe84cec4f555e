internal import CSystem

/// How this very program was compiled.
public enum Build {
  /// The flags and the compiler that the Makefile passed and used; `nil` if it was built by hand.
  public static var flags: String? { unsafe text(build_flags()) }
  public static var toolchain: String? { unsafe text(build_toolchain()) }

  /// The git revision of the source, with whether anything differed from it; `nil` if the program
  /// was built without the Makefile, or where there is no repository.
  public static var revision: (name: String, isDirty: Bool)? {
    unsafe text(build_revision()).map { ($0, build_is_dirty()) }
  }

  /// Whether the optimiser was on.
  public static var isOptimized: Bool {
    #if DEBUG
    false
    #else
    true
    #endif
  }

  /// Whether the compiler may use AVX, which alone makes a 128-bit atomic load a plain load.
  public static var usesVectorLoads: Bool { compiled_for_avx() }

  // Safe: all these texts are constants of the program.
  private static func text(_ text: UnsafePointer<CChar>?) -> String? {
    guard let text = unsafe text else { return nil }
    return unsafe String(cString: text)
  }
}
