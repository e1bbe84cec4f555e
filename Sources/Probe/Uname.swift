internal import Glibc

/// What `uname` returns, except the machine's name.
enum Uname {
  static var release: String { field { $0.release } }
  static var architecture: String { field { $0.machine } }

  private static func field<Characters>(_ choose: (utsname) -> Characters) -> String {
    var names = utsname()
    // Safe: the kernel writes one utsname, whose fields are zero-terminated.
    let answer = unsafe uname(&names)
    precondition(answer == 0)
    return unsafe withUnsafeBytes(of: choose(names)) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
