import Foundation
import TestFolders
import Testing

/// `scripts/try-hard`, which gives the program what makes no sense.
@Suite struct TryHardTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: [String]) throws -> Program.Result {
    let script = PackageRoot.url.appending(path: "scripts/try-hard").path
    return try Program(path: script).run(
      arguments, in: folder.url, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
  }

  @Test func `its judges find each of the wrong programs that it has for them`() throws {
    let result = try run(["--self-test"])
    #expect(result.exitCode == 0, "\(result.output)")
    #expect(result.output.contains("ok: kill -ILL $$: died by signal SIGILL"))
    #expect(result.output.contains("ok: a server that keeps, try_violation"))
    #expect(result.output.hasSuffix("every wrong program was found"))
  }

  @Test(arguments: [
    [], ["nowhere"], ["/bin/true", "--seconds", "601"], ["/bin/true", "--seconds=x"],
  ])
  func `wrong arguments: usage, exit 2`(_ arguments: [String]) throws {
    let result = try run(arguments)
    #expect(result.exitCode == 2 && result.output == "")
    #expect(result.errorOutput.contains("usage: try-hard"))
  }

  /// A program that takes damaged files, says nothing of a bad option and has a command more.
  @Test func `a program that has faults of each kind is found: exit 1`() throws {
    try Data(
      """
      #!/usr/bin/env python3
      import json, os, signal, socket, struct, sys, threading
      words = sys.argv[1:]
      if words == ["--help"]:
          print("SUBCOMMANDS:\\n  list  Lists.\\n  serve  Serves.\\n  fresh  Not known.")
      elif words[-1] == "--help":
          print("  --shiny <value>         New.\\n  --push-rate <rate>      Tiny.")
      elif words[:1] == ["list"] and "json" in words:
          print(json.dumps({"scenarios": []}))
      elif words[:1] == ["list"]:
          sys.exit(0 if "--shiny=nan" in words else 2)
      elif words[:1] == ["serve"] and any(word.startswith("--shiny") for word in words):
          os.abort()
      elif words[:1] == ["serve"] and {"--senders=1", "--push-rate=1e-300"} <= set(words):
          os.kill(os.getpid(), signal.SIGBUS)
      elif words[:1] == ["serve"] and "--senders=1" in words:
          sys.exit("it serves no longer")
      elif words[:1] == ["serve"]:
          listener = socket.create_server(("127.0.0.1", 0))
          print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
          def talk(client):
              client.sendall(struct.pack("<H", 24) + b"\\x01" * 24)
              while True:
                  data = client.recv(65536)
                  if not data:
                      return
                  client.sendall(data)
          while True:
              client, _ = listener.accept()
              threading.Thread(target=talk, args=(client,), daemon=True).start()
      else:
          sys.exit("nothing else is known")

      """.utf8
    ).write(to: folder.url.appending(path: "program"))
    try folder.shell("chmod +x program")
    let result = try run(["program", "--seconds", "30"])
    #expect(result.exitCode == 1)
    // Each time others are left out, and which can be had again.
    let seed = try #require(result.output.firstMatch(of: /^--seed (\d+)\n/)?.1)
    let again = try run(["program", "--seconds", "1", "--seed", String(seed)])
    #expect(again.output.hasPrefix("--seed \(seed)\n"))
    #expect(again.output.contains("cases were left out: another seed leaves out others"))
    for finding in [
      "finding: the session was not closed: frames: ", "finding: nothing could be stored",
      "finding: no brief way to run 'fresh' is known", "finding: ended with 2 and said nothing",
      "finding: died by signal SIGABRT: --shiny",
      "finding: died by signal SIGBUS: --push-rate '1e-300'",
    ] {
      #expect(result.output.contains(finding), "\(finding)")
    }
  }
}
