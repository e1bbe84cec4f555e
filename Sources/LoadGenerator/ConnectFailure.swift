import Glibc
import Reactor

/// Why a connection could not be made, for a person.
enum ConnectFailure {
  static func reason(_ peer: Endpoint, _ error: Errno) -> String {
    guard error.code == EADDRNOTAVAIL else { return "cannot connect to \(peer): \(error)" }
    return "no port is left for another connection to \(peer): connections that have ended keep"
      + " theirs for 60 s; lower --churn, or widen net.ipv4.ip_local_port_range"
  }
}
