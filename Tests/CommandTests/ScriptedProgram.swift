import Foundation
import TestFolders

/// A program that `check` can compare, of which every cost is written down: a shell script that
/// lists strategies and answers trials.
///
/// Its trials differ by 0.3 % at most, by their process's number, so that no timing decides.
struct ScriptedProgram {
  var strategies = ["mutex", "packed"]
  var scenarios = ["sessions"]
  /// What a trial costs, in parts of a thousand.
  var cost = 1000
  /// What one step of the slowed guard adds, in parts of a thousand.
  var stepCost = 5
  /// Shell commands before a trial's answer; `$trials` is its number among the program's, from 1.
  var beforeTrial = ""
  /// What the oracles of every trial find, as JSON; `$violations` and `$count` to `beforeTrial`.
  var violations = "[]"
  /// What every trial allocates, as JSON: `null` of a program that does not count it.
  var allocations = "9"

  /// Writes the script into a folder, and answers its path.
  func write(_ name: String, in folder: TemporaryFolder) throws -> String {
    let list = strategies.map { "{\"name\":\"\($0)\",\"is_floor\":false}" }
    let cells = scenarios.map { "{\"name\":\"\($0)\"}" }
    let count = violations == "[]" ? 0 : 1
    let text = """
      #!/bin/sh
      if [ "$1" = list ]; then
        echo '{"strategies":[\(list.joined(separator: ","))],\
      "scenarios":[\(cells.joined(separator: ","))]}'
        exit
      fi
      echo >> '\(name).trials'
      trials=$(wc -l < '\(name).trials')
      steps=$(expr "$3" : '.*"strategy":"[a-z-]*+\\([0-9]*\\)"') || steps=0
      cost=$((\(cost) * 1000 + steps * \(stepCost) * \(cost) + $$ % 4 * \(cost)))
      violations='\(violations)'
      count=\(count)
      \(beforeTrial)
      echo "{\\"allocationsCount\\":\(allocations),\\"cpuNanoseconds\\":$cost,\
      \\"cpuSystemNanoseconds\\":0,\
      \\"cpuUserNanoseconds\\":$cost,\\"fairnessJainRatio\\":1,\\"involuntarySwitchesCount\\":0,\
      \\"operationsCount\\":100000,\\"refusedCount\\":0,\\"runDelayNanoseconds\\":0,\
      \\"sessionBytes\\":100,\\"slowestThreadRatio\\":1,\\"violations\\":$violations,\
      \\"violationsCount\\":$count,\\"voluntarySwitchesCount\\":2,\\"wallNanoseconds\\":$cost,\
      \\"futexWaitsCount\\":0}"
      """
    let url = folder.url.appending(path: name)
    try Data((text + "\n").utf8).write(to: url)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
    return url.path
  }
}
