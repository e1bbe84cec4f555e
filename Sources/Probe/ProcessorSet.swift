internal import CSystem
internal import Glibc

/// Processors by number: the ones that somebody may run on.
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
