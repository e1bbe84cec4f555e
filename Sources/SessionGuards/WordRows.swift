/// Words in rows, one row for each participant: those of one row lie side by side, and no cache
/// line has words of two.
///
/// As with `SlotTable`, no word is moved or re-typed while the rows live.
@frozen @safe
public struct WordRows<W: Word & ~Copyable>: ~Copyable {
  @usableFromInline let base: UnsafeMutableRawPointer
  @usableFromInline let rowBytes: Int
  public let rowCount: Int
  public let columnCount: Int

  /// Makes rows of words that are 0.
  @inlinable
  init(rowCount: Int, columnCount: Int) {
    precondition(rowCount > 0 && columnCount > 0, "rows have words")
    self.rowCount = rowCount
    self.columnCount = columnCount
    rowBytes = (columnCount * MemoryLayout<W>.stride + 127) & ~127
    // Safe: every word is initialised here, before any thread can reach it.
    unsafe base = UnsafeMutableRawPointer.allocate(
      byteCount: rowCount * rowBytes, alignment: 128)
    for row in 0..<UInt32(rowCount) {
      for column in 0..<Slot(columnCount) {
        unsafe UnsafeMutablePointer(mutating: address(row, column)).initialize(to: W(0))
      }
    }
  }

  @inlinable
  deinit {
    // Safe: the rows are the only owner, and no word of rows that end is borrowed.
    for row in 0..<UInt32(rowCount) {
      for column in 0..<Slot(columnCount) {
        unsafe UnsafeMutablePointer(mutating: address(row, column)).deinitialize(count: 1)
      }
    }
    unsafe base.deallocate()
  }

  /// The participant's word of that slot, lent; traps if there is none.
  @inlinable
  public subscript(row: UInt32, column: Slot) -> W {
    @inline(__always) unsafeAddress { unsafe address(row, column) }
  }

  @inlinable @inline(__always)
  func address(_ row: UInt32, _ column: Slot) -> UnsafePointer<W> {
    precondition(Int(row) < rowCount && Int(column) < columnCount, "no such word")
    // Safe: within the allocation, and lent for no longer than the rows are.
    return unsafe UnsafePointer(
      (base + Int(row) &* rowBytes + Int(column) &* MemoryLayout<W>.stride)
        .assumingMemoryBound(to: W.self))
  }
}

// Safe: the rows never move or replace a word, and lend them out borrowed only.
extension WordRows: @unchecked Sendable where W: ~Copyable {}
