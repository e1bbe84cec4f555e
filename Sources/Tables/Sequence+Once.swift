extension Sequence where Element: Hashable {
  /// The elements in their order, each once.
  package var eachOnce: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

extension Sequence {
  /// The elements by a key, in the order in which the keys first appear.
  package func grouped<Key: Hashable>(
    by key: (Element) -> Key
  ) -> [(key: Key, members: [Element])] {
    var groups: [Key: [Element]] = [:]
    let keys = map { element in
      let key = key(element)
      groups[key, default: []].append(element)
      return key
    }
    return keys.eachOnce.map { ($0, groups[$0] ?? []) }
  }
}
