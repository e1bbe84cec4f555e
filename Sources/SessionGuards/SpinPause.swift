internal import CSystem

/// Tells the core that this thread spins, so that it saves power and lets a sibling thread run.
///
/// A call on purpose: it is on no hot path, and it keeps the C module out of what clients compile.
public func spinPause() { spin_pause() }
