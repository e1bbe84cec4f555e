import Testing

@testable import Probe

@Suite struct InstructionCounterTests {
  @Test func `callgrind's count is read, and nothing else is`() {
    let output = """
      ==42== Callgrind, a call-graph generating cache profiler
      ==42==
      ==42== Events    : Ir
      ==42== Collected : 12345678
      ==42==
      ==42== I   refs:      12,345,678
      """
    #expect(InstructionCounter.collected(in: output) == 12_345_678)
    #expect(InstructionCounter.collected(in: "Collected : 3") == nil)
  }

  @Test func `what a program does besides what is counted cancels out`() {
    let times = (InstructionCounter.fewTimes, InstructionCounter.manyTimes)
    let (few, many) = (7_000_000 + 24 * times.0, 7_004_000 + 24 * times.1)
    #expect(InstructionCounter.perTime(few: few, many: many) == 24)
  }

  @Test func `valgrind runs the program with its own arguments`() {
    let counted = InstructionCounter.counted(Command("loop", ["--pairs", "3"]))
    #expect(counted.executable == "valgrind")
    #expect(counted.arguments.suffix(3) == ["loop", "--pairs", "3"])
  }
}
