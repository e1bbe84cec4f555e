package import Probe
internal import TrialRows

extension MachineRecord {
  /// The record of a machine, and of how this program was built.
  package init(_ machine: Probe.Machine) {
    self.init()
    cpuModel = machine.processorModel
    architecture = machine.architecture
    coresCount = machine.processorsCount
    allowedCoresCount = machine.allowedProcessors.count
    grantedCoresCount = machine.grantedProcessors
    memoryBytes = Int(machine.memoryBytes)
    virtualization = machine.isVirtual ? "virtual" : "none seen"
    cpuGovernor = machine.governor
    operatingSystem = machine.distribution
    kernel = machine.kernel
    clockSource = machine.clockSource
    transparentHugePages = machine.transparentHugePages
    tcpCongestionControl = machine.network.congestionControl
    tcpReceiveBufferBytes = machine.network.receiveBufferBytes
    tcpSendBufferBytes = machine.network.sendBufferBytes
    receiveBufferLimitBytes = machine.network.receiveBufferLimitBytes
    sendBufferLimitBytes = machine.network.sendBufferLimitBytes
    glibc = machine.glibc
    toolchain = Build.toolchain
    buildFlags =
      (Build.flags?.split(separator: " ").map(String.init) ?? [])
      + [Build.isOptimized ? "(optimised)" : "(not optimised)"]
    usesAVX = Build.usesVectorLoads
    executable = FileChecksum.ofThisProgram
    allocator = Allocator.name
    allocatorVersion = Allocator.version
    allocatorIsActive = Allocator.isCounting
  }
}
