extension Machine {
  /// Everything that the execution's threads saw and left behind, in one number.
  ///
  /// Executions that differ only in the order of what cannot influence each other share it.
  package var digest: UInt64 {
    var digest: UInt64 = 0
    for thread in 0..<threadCount {
      digest = mixed(digest, UInt64(threads[thread].count))
      digest = mixed(digest, UInt64(threads[thread].pending.kind.rawValue))
      for index in 0..<threads[thread].count {
        let answer = log[thread * Limits.log + index]
        digest = mixed(mixed(digest, answer.first), answer.second)
      }
    }
    for location in 0..<locationCount {
      let value = newestValue(location)
      digest = mixed(mixed(digest, value.first), value.second)
    }
    for cell in 0..<cellCount { digest = mixed(digest, cells[cell].value) }
    return digest
  }

  private func mixed(_ digest: UInt64, _ value: UInt64) -> UInt64 {
    let product = (digest ^ value) &* 0x9E37_79B9_7F4A_7C15
    return (product ^ product >> 29) &+ 0x51
  }

  /// What a thread's operations have answered so far, in its order.
  package func answers(_ thread: Int) -> [Value] {
    (0..<threads[thread].count).map { log[thread * Limits.log + $0] }
  }

  /// The last value of a location; they are numbered as the program made them.
  package func last(_ location: Int) -> UInt64 { newestValue(location).first }

  /// Whether the execution was cut short by two plain accesses that nothing orders.
  package var isRace: Bool { violation?.hasPrefix("data race") ?? false }
}
