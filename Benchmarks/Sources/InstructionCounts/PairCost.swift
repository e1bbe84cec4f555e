public import Tables

/// Instructions of one acquire with its release, of one strategy in one build.
public struct PairCost: Equatable, Codable, Sendable {
  public var build: BuildKey
  public var strategy: String
  public var instructions: Double
  /// Of the same guard in C; nil where there is none.
  public var twin: Double?
  /// The commit that was counted, with `-dirty` where it was changed; nil in earlier rows.
  public var revision: String?

  public init(
    build: BuildKey, strategy: String, instructions: Double, twin: Double?, revision: String? = nil
  ) {
    self.build = build
    self.strategy = strategy
    self.instructions = instructions
    self.twin = twin
    self.revision = revision
  }

  /// How many more instructions ours takes than its twin.
  public var difference: Double? { twin.map { instructions - $0 } }

  enum CodingKeys: String, CodingKey {
    case build, strategy, revision
    case instructions = "instructions_per_pair"
    case twin = "twin_per_pair"
  }
}

extension PairCost: TableRow {
  public static let columns: [Column<PairCost>] = [
    Column(required: "architecture", \.build.architecture, "What it runs on."),
    Column(required: "target_cpu", \.build.targetCPU, "The processor it was compiled for."),
    Column(required: "toolchain", \.build.toolchain, "The compiler."),
    Column(required: "glibc", \.build.glibc, "The C library."),
    Column(required: "strategy", \.strategy, "The guard."),
    Column(
      required: "instructions_per_pair", \.instructions,
      "Instructions of an acquire with its release, the loop around them included."),
    Column("twin_per_pair", \.twin, "The same of the guard's twin in C."),
    Column("revision", \.revision, "The commit of the source."),
  ]

  public static let blank = PairCost(
    build: BuildKey(architecture: "", targetCPU: "", toolchain: "", glibc: ""), strategy: "",
    instructions: 0, twin: nil)
}
