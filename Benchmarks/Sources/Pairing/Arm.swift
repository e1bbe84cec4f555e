/// One server under one generator; an arm of a comparison.
public struct Arm: Equatable, Sendable {
  public var name: String
  public var server: Server
  public var generator: Generator

  public init(name: String, server: Server, generator: Generator) {
    precondition(server.isPeer || generator.isPeer, "one side must count what the other claims")
    self.name = name
    self.server = server
    self.generator = generator
  }
}
