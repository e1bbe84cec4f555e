internal import Foundation
package import Report
internal import Trials

/// A page on the disk that has a generated section.
package struct Page {
  /// Why a page is left as it is.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  package let path: String

  package init(path: String) { self.path = path }

  /// Fills the section; reports whether that changed anything.
  ///
  /// A reader finds the old page or the new one, after a full disk too.
  package func fill(_ section: GeneratedSection, with text: String) throws(Failure) -> Bool {
    // The page itself, where the path is a link to it.
    let url = URL(filePath: path).resolvingSymlinksInPath()
    let old = try attempt("read") { try String(contentsOf: url, encoding: .utf8) }
    let new: String
    do {
      new = try section.fill(old, with: text)
    } catch {
      throw Failure(description: "\(path): \(error); nothing was written")
    }
    guard new != old else { return false }
    try attempt("write") { try Data(new.utf8).write(to: url, options: .atomic) }
    return true
  }

  private func attempt<Answer>(_ verb: String, _ work: () throws -> Answer) throws(Failure)
    -> Answer
  {
    do {
      return try work()
    } catch {
      throw Failure(description: FileRefusal.line(verb, path, error))
    }
  }
}
