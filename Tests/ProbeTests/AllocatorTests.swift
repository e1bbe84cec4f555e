import Testing

@testable import Probe

/// What a program with jemalloc counts, and what one without it admits.
struct AllocatorTests {
  #if Jemalloc
  @Test func `jemalloc serves this program`() {
    #expect(Allocator.isCounting)
    #expect(Allocator.name == "jemalloc" && Allocator.version.hasPrefix("5."))
  }

  @Test func `an object's memory is counted for its thread, both ways`() throws {
    let counts = try NamedThread(name: "allocator") { () -> [UInt64] in
      let counter = ThreadAllocations()!
      withExtendedLifetime(Object()) {}  // the first of a class pays for the class
      let (allocated, freed) = (counter.allocatedBytes, counter.freedBytes)
      for _ in 0..<1000 { withExtendedLifetime(Object()) {} }
      let (allocatedAfter, freedAfter) = (counter.allocatedBytes, counter.freedBytes)
      return [allocatedAfter - allocated, freedAfter - freed]
    }.join()
    // 16 bytes of header, 24 of fields, in jemalloc's size class of 48.
    #expect(counts == [48_000, 48_000])
  }

  @Test func `work that allocates nothing counts nothing`() throws {
    let count = try NamedThread(name: "idle") { () -> UInt64 in
      let counter = ThreadAllocations()!
      let before = counter.allocatedBytes
      burn(nanoseconds: 1_000_000)
      return counter.allocatedBytes - before
    }.join()
    #expect(count == 0)
  }

  // In a process of its own: in this one, other tests allocate and free at the same time.
  @Test func `a process counts each of its allocations`() async {
    await #expect(processExitsWith: .success) {
      let before = try #require(ProcessAllocations.read())
      let objects = (0..<50_000).map { _ in Object() }
      let after = try #require(ProcessAllocations.read())
      #expect(after.allocationsCount - before.allocationsCount >= 50_000)
      #expect(after.inUseBytes > before.inUseBytes)
      #expect(after.residentBytes >= after.inUseBytes)
      withExtendedLifetime(objects) {}
    }
  }
  #else
  @Test func `without jemalloc there are no counts and no claim to any`() {
    #expect(!Allocator.isCounting)
    #expect(Allocator.name == "glibc" && Allocator.version.hasPrefix("2."))
    let hasCounter = if ThreadAllocations() != nil { true } else { false }
    #expect(!hasCounter)
    #expect(ProcessAllocations.read() == nil)
  }
  #endif
}

#if Jemalloc
private final class Object {
  var fields: (UInt64, UInt64, UInt64) = (1, 2, 3)
}
#endif
