import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// An element of a parsed document.
final class XMLElementTree {
  let name: String
  let attributes: [String: String]
  private(set) var children: [XMLElementTree] = []
  private(set) var text = ""

  init(_ name: String, _ attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  func append(_ child: XMLElementTree) { children.append(child) }
  func append(_ text: String) { self.text += text }

  /// The element and all elements in it.
  var all: [XMLElementTree] { [self] + children.flatMap(\.all) }
}

/// Builds the tree of a document; it has no root if the text is not well-formed.
private final class TreeBuilder: NSObject, XMLParserDelegate {
  private var open: [XMLElementTree] = []
  private(set) var root: XMLElementTree?
  /// Whether every element has an end, which the parser does not check.
  var isComplete: Bool { open.isEmpty }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    let element = XMLElementTree(name, attributes)
    open.last?.append(element)
    if open.isEmpty { root = element }
    open.append(element)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.append(text) }
}

/// The rules of Ant's schema for JUnit files (JUnit.xsd of Windy Road), which that of Jenkins
/// contains.
enum JUnitSchema {
  /// Nil if the text is not well-formed.
  static func tree(of text: String) -> XMLElementTree? {
    let builder = TreeBuilder()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = builder
    return parser.parse() && builder.isComplete ? builder.root : nil
  }

  private static let required: [String: [String: String]] = [
    "testsuites": [:],
    "testsuite": [
      "package": ".*", "id": #"\d+"#, "name": ".+", "hostname": ".+", "tests": #"\d+"#,
      "failures": #"\d+"#, "errors": #"\d+"#, "time": #"\d+(\.\d+)?"#,
      "timestamp": #"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"#,
    ],
    "properties": [:], "property": ["name": ".+", "value": "(?s).*"],
    "testcase": ["name": "(?s).*", "classname": "(?s).*", "time": #"\d+(\.\d+)?"#],
    "failure": ["type": ".*"], "error": ["type": ".*"], "skipped": [:], "system-out": [:],
    "system-err": [:],
  ]
  private static let optional: [String: Set<String>] = [
    "testsuite": ["skipped"], "failure": ["message"], "error": ["message"],
    "skipped": ["message"],
  ]
  /// The children of an element in their order, as a pattern over their names.
  private static let content: [String: String] = [
    "testsuites": "(testsuite )*", "properties": "(property )*",
    "testsuite": "properties (testcase )*system-out system-err ",
    "testcase": "(skipped |error |failure )?",
  ]

  /// A line for each breach.
  static func breaches(of text: String) -> [String] {
    guard let root = tree(of: text) else { return ["not well-formed"] }
    let wrongRoot = root.name == "testsuites" ? [] : ["the root is \(root.name)"]
    return wrongRoot + root.all.flatMap(breaches) + root.children.flatMap(counts)
  }

  private static func breaches(of element: XMLElementTree) -> [String] {
    guard let needed = required[element.name] else { return ["\(element.name): unknown element"] }
    var breaches: [String] = []
    for (name, pattern) in needed {
      guard let value = element.attributes[name] else {
        breaches.append("\(element.name): no \(name)")
        continue
      }
      if !isMatch(value, pattern) { breaches.append("\(element.name): \(name)=\(value)") }
    }
    let allowed = Set(needed.keys).union(optional[element.name] ?? [])
    for name in element.attributes.keys where !allowed.contains(name) {
      breaches.append("\(element.name): attribute \(name)")
    }
    let children = element.children.map { $0.name + " " }.joined()
    if !isMatch(children, content[element.name] ?? "") {
      breaches.append("\(element.name): children \(children)")
    }
    return breaches
  }

  private static func isMatch(_ text: String, _ pattern: String) -> Bool {
    text.range(of: "^(?:\(pattern))$", options: .regularExpression) != nil
  }

  /// The counts of a suite must be those of its cases.
  private static func counts(of suite: XMLElementTree) -> [String] {
    let cases = suite.children.filter { $0.name == "testcase" }
    let marks = cases.compactMap { $0.children.first?.name }
    let expected = [
      "tests": cases.count, "failures": marks.count { $0 == "failure" },
      "errors": marks.count { $0 == "error" }, "skipped": marks.count { $0 == "skipped" },
    ]
    return expected.compactMap { name, count in
      suite.attributes[name] == String(count) ? nil : "\(name) is not \(count)"
    }
  }
}
