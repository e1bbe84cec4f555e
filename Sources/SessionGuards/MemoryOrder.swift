/// How an access orders the accesses around it.
///
/// `Atomic` wants its ordering as a literal, so this is an enum of our own, turned into literals by
/// a `switch` that folds away wherever the order at the call site is a constant, and that the model
/// checker can weaken.
@frozen
public enum MemoryOrder: UInt8, Sendable {
  case relaxed, acquiring, releasing, acquiringAndReleasing, sequentiallyConsistent
}
