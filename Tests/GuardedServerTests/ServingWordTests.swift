import Glibc
import Testing

@testable import GuardedServer

/// One thread serves, and nothing that is asked for is forgotten.
@Suite struct ServingWordTests {
  // Safe: the word is behind a class's constant, and the count is what it protects.
  final class Site: @unchecked Sendable {
    let word = ServingWord()
    var isServed = false
    var overlapCount = 0
    var served = [0, 0, 0]
    let asked = Locked([0, 0, 0])

    /// Serves as a reactor does, and notes how far each thread had asked.
    func serve(_ service: Service) {
      var service = service
      repeat {
        if isServed { overlapCount += 1 }
        isServed = true
        let now = asked.withLock { $0 }
        for thread in 0..<3 where service.contains(Service(rawValue: 1 << UInt32(thread))) {
          served[thread] = now[thread]
        }
        isServed = false
        if word.free() { return }
        service = word.take()
      } while true
    }
  }

  @Test func `threads that ask at once are all served, by one at a time`() {
    let site = Site()
    let askCount = 20_000
    let workers = (0..<3).map { thread in
      Worker {
        let service = Service(rawValue: 1 << UInt32(thread))
        for number in 1...askCount {
          site.asked.withLock { $0[thread] = number }
          if site.word.claim(service) { site.serve(service) }
        }
      }
    }
    for worker in workers { #expect(worker.join()) }
    #expect(site.overlapCount == 0)
    #expect(site.served == [askCount, askCount, askCount])
    let isFree = site.word.claim(.read)
    #expect(isFree)
  }

  @Test func `a word that is held keeps what is asked for`() {
    let word = ServingWord()
    let claims = [word.claim(.read), word.claim(.flush), word.claim(.finish)]
    #expect(claims == [true, false, false])
    let isFree = word.free()
    let service = word.take()
    let isFreeNow = word.free()
    #expect(!isFree && service == [.flush, .finish] && isFreeNow)
  }
}
