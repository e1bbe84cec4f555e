import Probe
import Testing

@Suite struct ThreadPointerTests {
  @Test func `a pointer is bound on one thread, for a time, and the outer one comes back`() throws {
    var seen: [UInt] = []
    var other: UInt?
    func look() { seen.append(unsafe UInt(bitPattern: ThreadPointer.bound)) }
    func bind(_ place: UInt, _ body: () -> Void) {
      // Safe: the pointer is not followed.
      unsafe ThreadPointer.withBound(UnsafeMutableRawPointer(bitPattern: place)!, body)
    }
    look()
    bind(1) {
      look()
      bind(2) { look() }
      look()
      other = try? NamedThread(name: "other") {
        unsafe UInt(bitPattern: ThreadPointer.bound)
      }.join()
    }
    look()
    #expect(seen == [0, 1, 2, 1, 0])
    #expect(other == 0)
  }
}
