internal import CSystem
internal import Glibc

/// Processors by number, such as those that a thread may run on.
public struct ProcessorSet: Sendable, Hashable, Codable {
  /// Their numbers, ascending.
  public let numbers: [Int]

  /// Makes a set of numbers; order and repetition do not matter.
  ///
  /// A set is never empty and holds no number of `limit` or above.
  public init(_ numbers: some Sequence<Int>) {
    self.numbers = Set(numbers).sorted()
    precondition(!self.numbers.isEmpty, "a thread cannot run on no processor")
    precondition(self.numbers.allSatisfy { (0..<Self.limit).contains($0) })
  }

  /// How many processors a mask has room for, as many as glibc's.
  public static let limit = 64 * Mask.count

  /// How many there are.
  public var count: Int { numbers.count }

  /// Reads which processors the calling thread may run on; new threads inherit them.
  public static func allowed() throws(SystemError) -> ProcessorSet {
    var mask = Mask(repeating: 0)
    var words = mask.mutableSpan
    // Safe: the function writes as many words as the mask has.
    let answer = unsafe words.withUnsafeMutableBufferPointer { words in
      unsafe processors_read(words.baseAddress!)
    }
    _ = try checked("read the allowed processors", answer)
    return ProcessorSet((0..<limit).filter { mask[$0 / 64] & 1 << UInt64($0 % 64) != 0 })
  }

  /// How many of the allowed processors this process is granted the time of.
  public static func granted() throws(SystemError) -> Double {
    granted(of: try allowed().count, ProcessorQuota.current())
  }

  static func granted(of allowedCount: Int, _ quota: ProcessorQuota?) -> Double {
    min(Double(allowedCount), quota?.processors ?? .infinity)
  }

  /// Counts the processors of a list in the kernel's form, as `0-3,8`; nil if it is in another.
  static func count(in list: String) -> Int? {
    var count = 0
    for range in list.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = range.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard let first = ends[0], let last = ends[ends.count - 1], ends.count <= 2, first <= last
      else { return nil }
      count += last - first + 1
    }
    return count
  }

  /// Lets the calling thread, and threads it starts from now on, run on these processors only.
  public func pinCurrentThread() throws(SystemError) {
    let mask = self.mask
    // Safe: the function reads as many words as the mask has.
    let answer = unsafe mask.span.withUnsafeBufferPointer { words in
      unsafe processors_assign(words.baseAddress!)
    }
    _ = try checked("run on the processors \(numbers)", answer)
  }

  /// One bit per processor, the form that the kernel wants.
  typealias Mask = InlineArray<16, UInt64>

  var mask: Mask {
    var mask = Mask(repeating: 0)
    for number in numbers { mask[number / 64] |= 1 << UInt64(number % 64) }
    return mask
  }
}
