/// A reader by the rules of golang.org/design/14313-benchmark-format, as benchstat applies them. It
/// shares no code with the writer.
///
/// It is stricter in one way: benchstat ignores lines that it does not know, and here they are
/// breaches, except for comments and empty lines. Settings in a name are `/key=value`, as in
/// golang.org/x/perf.
struct BenchmarkFormat {
  /// One line of the form `<name> <iterations> <value> <unit> [<value> <unit>...]`.
  struct Result: Equatable {
    /// The name without `Benchmark`, settings and cores.
    var name: String
    var settings: [String: String]
    var coresCount: Int?
    var operationsCount: Int
    /// The values by their unit.
    var values: [String: Double]
  }

  private(set) var configuration: [String: String] = [:]
  private(set) var results: [Result] = []
  /// The lines that break the rules, and the faults of the whole file.
  private(set) var breaches: [String] = []

  init(_ text: String) {
    guard text.utf8.last == UInt8(ascii: "\n") else {
      breaches = ["the last line has no end"]
      return
    }
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      if line.hasPrefix("#") { continue }
      if let result = Self.result(line) {
        results.append(result)
      } else if let (key, value) = Self.setting(line) {
        configuration[key] = value
      } else {
        breaches.append(String(line))
      }
    }
  }

  /// `key: value`, the key in lower case and without blanks.
  private static func setting(_ line: Substring) -> (String, String)? {
    guard let colon = line.firstIndex(of: ":") else { return nil }
    let key = line[..<colon]
    let value = line[line.index(after: colon)...]
    guard key.first?.isLowercase == true,
      !key.contains(where: { $0.isWhitespace || $0.isUppercase }),
      value.isEmpty || value.first == " " || value.first == "\t"
    else { return nil }
    return (String(key), String(value.drop { $0.isWhitespace }))
  }

  private static func result(_ line: Substring) -> Result? {
    let fields = line.split(whereSeparator: \.isWhitespace)
    guard fields.count >= 4, fields.count.isMultiple(of: 2), line.first?.isWhitespace == false,
      let operationsCount = Int(fields[1]), operationsCount >= 0, var result = name(fields[0])
    else { return nil }
    result.operationsCount = operationsCount
    for place in stride(from: 2, to: fields.count, by: 2) {
      let unit = String(fields[place + 1])
      // A unit that stands twice makes the line ambiguous, and so does a value that is no number.
      guard let value = Double(fields[place]), !value.isNaN, Double(unit) == nil,
        result.values.updateValue(value, forKey: unit) == nil
      else { return nil }
    }
    return result
  }

  /// `Benchmark`, an upper-case letter or nothing, settings, and the cores after a hyphen.
  private static func name(_ field: Substring) -> Result? {
    guard field.hasPrefix("Benchmark") else { return nil }
    var rest = field.dropFirst("Benchmark".count)
    guard rest.isEmpty || rest.first?.isUppercase == true else { return nil }
    var result = Result(name: "", settings: [:], coresCount: nil, operationsCount: 0, values: [:])
    if let hyphen = rest.lastIndex(of: "-"), let cores = Int(rest[rest.index(after: hyphen)...]) {
      result.coresCount = cores
      rest = rest[..<hyphen]
    }
    let parts = rest.split(separator: "/", omittingEmptySubsequences: false)
    result.name = parts.first.map(String.init) ?? ""
    for part in parts.dropFirst() {
      let sides = part.split(separator: "=", omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty,
        result.settings.updateValue(String(sides[1]), forKey: String(sides[0])) == nil
      else { return nil }
    }
    return result
  }
}
