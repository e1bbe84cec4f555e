import Glibc
import Testing

@testable import Probe

struct MachineTests {
  @Test func `the machine describes itself`() throws {
    let machine = try Machine.current()
    #expect(machine.architecture == "x86_64" || machine.architecture == "aarch64")
    #expect(machine.processorsCount >= machine.allowedProcessors.count)
    #expect(machine.grantedProcessors > 0)
    #expect(machine.grantedProcessors <= Double(machine.allowedProcessors.count))
    #expect(machine.network.congestionControl?.isEmpty == false)
    #expect(machine.network.receiveBufferBytes?.count == 3)
    #expect(machine.glibc.hasPrefix("2."))
    #expect(machine.memoryBytes > 1 << 20)
    #expect(machine.kernel.contains("."))
  }

  @Test func `no machine's description holds its name`() throws {
    let host = try #require(KernelFile.line("/proc/sys/kernel/hostname"))
    let fields = Mirror(reflecting: try Machine.current()).children
    #expect(fields.allSatisfy { "\($0.value)" != host })
  }

  @Test func `an Intel or AMD processor is known by its model name`() {
    let processor = ProcessorDescription(
      """
      processor\t: 0
      model name\t: AMD EPYC 9B14
      flags\t\t: fpu avx2 hypervisor

      processor\t: 1
      model name\t: another
      flags\t\t: none
      """)
    #expect(processor.model == "AMD EPYC 9B14")
    #expect(processor.flags == ["fpu", "avx2", "hypervisor"])
  }

  @Test func `an Arm processor is known by its numbers`() {
    let processor = ProcessorDescription(
      "processor\t: 0\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\nCPU part\t: 0xd40\n")
    #expect(processor.model == "implementer 0x41 part 0xd40")
    #expect(processor.flags == ["fp", "asimd"])
    #expect(ProcessorDescription("").model == nil)
  }

  @Test func `the kernel's brackets mark the setting that holds`() {
    #expect(Machine.chosen(in: "always [madvise] never") == "madvise")
    #expect(Machine.chosen(in: "never") == nil)
    #expect(Machine.chosen(in: "] [") == nil)
  }

  @Test func `the distribution names itself in quotes`() {
    let text = "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"
    #expect(Machine.distribution(in: text) == "Debian GNU/Linux 12 (bookworm)")
    #expect(Machine.distribution(in: "ID=x\n") == nil)
  }

  @Test func `three averages make a load`() throws {
    let load = try #require(LoadAverage("0.50 1.25 2.00 3/184 32711"))
    #expect(load.oneMinute == 0.5 && load.fiveMinutes == 1.25 && load.fifteenMinutes == 2)
    #expect(LoadAverage("0.50 1.25") == nil)
    #expect(LoadAverage.read() != nil)
  }

  @Test func `a range of ports includes both its ends`() throws {
    #expect(PortRange([32768, 60999])?.count == 28232)
    #expect(PortRange([9, 8]) == nil && PortRange([1, 70000]) == nil && PortRange([1]) == nil)
    #expect(try #require(PortRange.read()).count > 0)
  }

  @Test func `the descriptor limit is raised as far as it may be and never lowered`() async {
    await #expect(processExitsWith: .success) {
      let before = try DescriptorLimit.read()
      let raised = try DescriptorLimit.raise(toHold: .max)
      precondition(raised.current == before.maximum)
      let again = try DescriptorLimit.raise(toHold: 1)
      precondition(again == raised)
    }
  }

  @Test func `the program knows its own file`() throws {
    let path = try ExecutablePath.current()
    #expect(unsafe path.hasPrefix("/") && access(path, X_OK) == 0)
  }

  @Test func `an error says what was attempted and why it failed`() {
    let error = #expect(throws: SystemError.self) { try KernelFile.text("/proc/none") }
    #expect(error?.description == "open /proc/none: No such file or directory")
  }
}
