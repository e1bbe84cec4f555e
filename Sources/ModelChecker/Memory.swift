/// How memory behaves while a program is explored.
public enum MemoryModel: String, Sendable, CaseIterable {
  /// Every load reads the newest message.
  case sequential
  /// A load may read any message that its thread does not know to be replaced.
  case releaseAcquire = "release-acquire"
}

/// One write to a location: its value, and the view that an acquiring read takes from it.
struct Message {
  var value: Value
  var view: View
  /// Of a double word, the newest message of the second half at that moment; of a word, its
  /// `Sleepers`.
  var second: UInt16
  /// The step that wrote it, counted from 1; 0 for the message the program starts with.
  var step: UInt8
}

/// Plain memory, with the accesses that a later one must happen after.
struct Cell {
  var value: UInt64 = 0
  var writer = 0
  /// The writer's clock at the write; 0 for what was there at the start.
  var writeClock = 0
  /// In its thread lanes, each thread's clock at its last read.
  var reads = View()
}

/// One virtual thread's state.
struct VirtualThread {
  var pending = Operation.none
  /// How many of its operations have happened.
  var count = 0
  /// All their answers, as one number.
  var digest: UInt64 = 0
  /// The message that its last operation read or followed.
  var lastIndex = 0
  var current = View()
  /// What its relaxed reads could have taken, for a fence to come.
  var unacquired = View()
  /// What its last fence released, which relaxed writes hand on.
  var released = View()
  /// How many of its weak compare-exchanges have failed spuriously.
  var spuriousFailures = 0
}

/// One operation that happened, with what is needed to take it back.
struct Entry {
  var thread = 0
  var operation = Operation.none
  /// The message it read, or that it followed.
  var index = 0
  /// How many messages behind the newest one that was.
  var behind = 0
  var hasWritten = false
  var before = VirtualThread()
  var fenced = View()
  var light = View()
  var heavy = View()
  var cell = Cell()
}

/// The queue of the threads that sleep on a word: how many ever fell asleep, and how many of them
/// were woken, in their order.
struct Sleepers {
  var fallen: UInt64
  var woken: UInt64

  init(_ packed: UInt16) {
    fallen = UInt64(packed & 0xFF)
    woken = UInt64(packed >> 8)
  }

  var isEmpty: Bool { fallen == woken }

  /// Less than 128 each, as a word has no more messages.
  var packed: UInt16 { UInt16(woken << 8 | fallen) }
}
