import Testing

/// A module and a type of its own never share a name: else nothing in the module can be named with
/// the module in front.
@Suite struct ModuleNamesTests {
  /// The types that have the name of the module that declares them.
  static func clashes(_ file: SourceTree.File) -> [String] {
    let parts = file.path.split(separator: "/")
    guard parts.count > 2, parts[0] == "Sources" else { return [] }
    let declaration = #/(?m)^[^/\n]*\b(?:class|struct|enum|protocol|actor|typealias) (\w+)/#
    return file.text.matches(of: declaration).map { String($0.1) }.filter { $0 == parts[1] }
  }

  @Test func `no module shares its name with a type of its own`() throws {
    let files = try SourceTree().files
    #expect(files.count > 20, "the sources were not found")
    #expect(files.flatMap(Self.clashes) == [])
    let wrong = SourceTree.File(
      path: "Sources/Wire/Wire.swift", text: "/// struct Wire\n@frozen public enum Wire {\n")
    #expect(Self.clashes(wrong) == ["Wire"])
  }
}
