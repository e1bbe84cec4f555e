public import ArgumentParser
public import LoadGenerator

extension RunToken: ExpressibleByArgument {
  public init?(argument: String) { self.init(hex: argument) }
}
