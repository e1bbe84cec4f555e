import Foundation
import Glibc
import Probe
import Testing

/// Nothing that the driver starts is left behind, and wrong use is answered in one line.
@Suite(.serialized) struct LifetimeTests {
  @Test(arguments: ["twin", "raw_echo"])
  func `a peer ends with its piped standard input`(name: String) throws {
    let command = Command("sh", ["-c", "true | \(PeerFolder.program(name))"])
    var shell = try ChildProcess(command)
    #expect(try shell.wait(within: .seconds(10)).isSuccess)
    #expect(try shell.nextLine(within: .seconds(5))?.contains("listening") == true)
    #expect(try shell.nextLine(within: .seconds(5))?.contains("finished") == true)
  }

  @Test(arguments: ["twin", "raw_echo"])
  func `a peer dies with its parent`(name: String) throws {
    let command = Command("sh", ["-c", "\(PeerFolder.program(name)) </dev/null & wait"])
    var shell = try ChildProcess(command)
    #expect(try shell.nextLine(within: .seconds(10))?.contains("listening") == true)
    kill(shell.id, SIGKILL)
    // The output ends when its last holder, the peer, is gone; and it was not asked to drain.
    #expect(try shell.nextLine(within: .seconds(10)) == nil)
  }

  @Test(arguments: ["twin", "raw_echo"])
  func `a port that is taken is refused`(name: String) throws {
    let first = try ServerUnderTest("twin")
    var second = try ChildProcess(
      Command(PeerFolder.program(name), ["--port", "\(first.port)"]))
    #expect(try second.wait(within: .seconds(10)).reason == .exited(1))
    #expect(
      second.errorOutput
        == "\(name): cannot listen on 127.0.0.1:\(first.port): Address already in use\n")
  }

  @Test(arguments: [
    ("twin", ["--slots", "0"]), ("twin", ["--slots"]), ("twin", ["--slots", "many"]),
    ("raw_echo", ["--nonsense"]), ("load", []), ("load", ["--connect", "127.0.0.1"]),
    ("load", ["--connect", "127.0.0.1:1", "--threads", "2", "--connections", "1"]),
  ])
  func `wrong use exits with 2 and one line`(name: String, arguments: [String]) throws {
    var peer = try ChildProcess(Command(PeerFolder.program(name), arguments))
    #expect(try peer.wait(within: .seconds(10)).reason == .exited(2))
    #expect(peer.errorOutput.hasPrefix("\(name): "))
    #expect(peer.errorOutput.count(where: \.isNewline) == 1)
  }

  @Test(arguments: ["twin", "raw_echo", "load"]) func `help explains and exits 0`(
    name: String
  ) throws {
    var peer = try ChildProcess(Command(PeerFolder.program(name), ["--help"]))
    #expect(try peer.wait(within: .seconds(10)).isSuccess)
    #expect(try peer.nextLine(within: .seconds(5))?.hasPrefix("\(name): ") == true)
  }

  @Test func `a port without a server is one clear line`() throws {
    var load = try ChildProcess(
      Command(PeerFolder.program("load"), ["--connect", "127.0.0.1:1"]))
    #expect(try load.wait(within: .seconds(10)).reason == .exited(1))
    #expect(load.errorOutput == "load: cannot connect to 127.0.0.1:1: Connection refused\n")
  }
}
