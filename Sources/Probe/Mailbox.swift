internal import Glibc

/// A queue between threads whose reader sleeps while it is empty.
@safe final class Mailbox<Item: Sendable>: @unchecked Sendable {
  // Safe: `items` is touched only with the mutex held, and nothing else changes after `init`.
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let filled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var items: [Item] = []

  init() {
    unsafe mutex.initialize(to: pthread_mutex_t())
    unsafe filled.initialize(to: pthread_cond_t())
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(filled, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(filled)
    unsafe pthread_mutex_destroy(mutex)
    unsafe filled.deallocate()
    unsafe mutex.deallocate()
  }

  /// Appends an item and wakes the reader.
  func put(_ item: Item) {
    unsafe pthread_mutex_lock(mutex)
    items.append(item)
    unsafe pthread_cond_signal(filled)
    unsafe pthread_mutex_unlock(mutex)
  }

  /// Takes the oldest item, when there is one.
  func take() -> Item {
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    while items.isEmpty { unsafe pthread_cond_wait(filled, mutex) }
    return items.removeFirst()
  }
}
