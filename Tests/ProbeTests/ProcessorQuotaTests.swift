import Testing

@testable import Probe

/// What control groups grant, from the texts of the kernel's files.
struct ProcessorQuotaTests {
  private let unified = "30 23 0:26 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw\n"
  private let separate = """
    31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw
    32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct
    33 31 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory

    """

  private func quota(_ groups: String, _ mounts: String, _ files: [String: String])
    -> ProcessorQuota?
  {
    ProcessorQuota(groups: groups, mounts: mounts) { files[$0] }
  }

  @Test func `a quota of version 2 is a share of its period`() {
    let quota = quota(
      "0::/job\n", unified,
      [
        "/sys/fs/cgroup/job/cpu.max": "150000 100000\n",
        "/sys/fs/cgroup/job/cpu.stat": "usage_usec 9\nnr_throttled 2\nthrottled_usec 70\n",
      ])
    #expect(quota?.processors == 1.5)
    #expect(quota?.throttledNanoseconds == 70_000)
  }

  @Test func `a quota of version 1 stands in two files, and its time in nanoseconds`() {
    let folder = "/sys/fs/cgroup/cpu,cpuacct/job"
    let quota = quota(
      "4:memory:/other\n3:cpu,cpuacct:/job\n0::/\n", separate,
      [
        "\(folder)/cpu.cfs_quota_us": "50000\n", "\(folder)/cpu.cfs_period_us": "100000\n",
        "\(folder)/cpu.stat": "nr_periods 1\nnr_throttled 1\nthrottled_time 123\n",
      ])
    #expect(quota?.processors == 0.5)
    #expect(quota?.throttledNanoseconds == 123)
  }

  @Test func `the tightest group above decides, and what any of them kept back counts`() {
    let quota = quota(
      "0::/a/b/c\n", unified,
      [
        "/sys/fs/cgroup/a/cpu.max": "200000 100000",
        "/sys/fs/cgroup/a/cpu.stat": "throttled_usec 1",
        "/sys/fs/cgroup/a/b/cpu.max": "400000 100000",
        "/sys/fs/cgroup/a/b/cpu.stat": "throttled_usec 2",
        "/sys/fs/cgroup/a/b/c/cpu.max": "max 100000",
        "/sys/fs/cgroup/a/b/c/cpu.stat": "throttled_usec 4",
      ])
    #expect(quota?.processors == 2)
    #expect(quota?.throttledNanoseconds == 3000)
  }

  @Test func `in a container the mount's own folder is its group`() {
    let mounts = "9 8 0:26 /docker/x /sys/fs/cgroup rw - cgroup2 cgroup rw\n"
    let files = ["/sys/fs/cgroup/cpu.max": "100000 100000"]
    #expect(quota("0::/docker/x\n", mounts, files)?.processors == 1)
    // With a namespace of its own, or one that the mount does not show.
    #expect(quota("0::/\n", unified, files)?.processors == 1)
    #expect(quota("0::/../y\n", mounts, files)?.processors == 1)
  }

  @Test func `no quota, no group and no sense are no limit`() {
    #expect(quota("0::/\n", unified, ["/sys/fs/cgroup/cpu.max": "max 100000\n"]) == nil)
    let none = ["cpu.cfs_quota_us": "-1", "cpu.cfs_period_us": "100000"]
    let files = Dictionary(
      uniqueKeysWithValues: none.map { ("/sys/fs/cgroup/cpu,cpuacct/\($0)", $1) })
    #expect(quota("3:cpu,cpuacct:/\n", separate, files) == nil)
    #expect(quota("", "", [:]) == nil)
    #expect(quota("0::/\n", unified, ["/sys/fs/cgroup/cpu.max": "5 0"]) == nil)
    #expect(quota("nonsense\n", "nonsense\n", [:]) == nil)
  }

  @Test func `what is granted is never more than what is allowed`() {
    #expect(ProcessorSet.granted(of: 2, nil) == 2)
    #expect(ProcessorSet.granted(of: 2, quota("", "", [:])) == 2)
    let files = ["/sys/fs/cgroup/cpu.max": "400000 100000"]
    #expect(ProcessorSet.granted(of: 2, quota("0::/", unified, files)) == 2)
    #expect(ProcessorSet.granted(of: 8, quota("0::/", unified, files)) == 4)
  }

  @Test func `a list of processors in the kernel's form is counted`() {
    #expect(ProcessorSet.count(in: "0-3,8,10-11") == 7)
    #expect(ProcessorSet.count(in: "0") == 1)
    #expect(ProcessorSet.count(in: "") == nil && ProcessorSet.count(in: "3-1") == nil)
  }
}
