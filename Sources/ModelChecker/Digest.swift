import SessionGuards

extension Machine {
  /// Everything that the execution's threads saw and left behind, in one number.
  ///
  /// Executions that differ only in the order of what cannot influence each other share it.
  package var digest: UInt64 {
    var digest: UInt64 = 0
    for thread in 0..<threadCount {
      digest = Machine.mixed(digest, UInt64(threads[thread].count))
      digest = Machine.mixed(digest, UInt64(threads[thread].pending.kind.rawValue))
      for index in 0..<threads[thread].count {
        let answer = log[thread * Limits.log + index]
        digest = Machine.mixed(Machine.mixed(digest, answer.first), answer.second)
      }
    }
    for location in 0..<locationCount {
      let value = newestValue(location)
      digest = Machine.mixed(Machine.mixed(digest, value.first), value.second)
    }
    for cell in 0..<cellCount { digest = Machine.mixed(digest, cells[cell].value) }
    return digest
  }

  /// What each thread did in the execution, in its order, in one number: sites, operations, places,
  /// orders, values and the messages that were read.
  package var recordDigest: UInt64 {
    var digest: UInt64 = 0
    for place in 0..<state[0].journalCount {
      let operation = journal[place].operation
      digest = Machine.mixed(digest, operation.site.digest)
      digest = Machine.mixed(
        digest, UInt64(journal[place].thread) << 32 | UInt64(journal[place].index))
      digest = Machine.mixed(digest, UInt64(operation.kind.rawValue))
      digest = Machine.mixed(digest, UInt64(operation.location))
      digest = Machine.mixed(digest, UInt64(operation.order.rawValue))
      digest = Machine.mixed(Machine.mixed(digest, operation.value.first), operation.value.second)
      digest = Machine.mixed(
        Machine.mixed(digest, operation.expected.first), operation.expected.second)
    }
    return digest
  }

  @inline(__always)
  static func mixed(_ digest: UInt64, _ value: UInt64) -> UInt64 {
    let product = (digest ^ value) &* 0x9E37_79B9_7F4A_7C15
    return (product ^ product >> 29) &+ 0x51
  }

  /// What a thread's operations have answered so far, in its order, without its choices.
  package func answers(_ thread: Int) -> [Value] {
    let mine = (0..<state[0].journalCount).filter { journal[$0].thread == thread }
    return mine.indices.filter { journal[mine[$0]].operation.kind != .choice }
      .map { log[thread * Limits.log + $0] }
  }

  /// The last value of a location; they are numbered as the program made them.
  package func last(_ location: Int) -> UInt64 { newestValue(location).first }

  /// Whether the execution was cut short by two plain accesses that nothing orders.
  package var isRace: Bool { violation?.hasPrefix("data race") ?? false }
}

extension StaticString {
  /// The 64-bit FNV-1a hash of its text.
  fileprivate var digest: UInt64 {
    description.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
