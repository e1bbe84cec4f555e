internal import CSystem
internal import Glibc

extension Command {
  /// Starts the program with its output going to these descriptors, -1 meaning this process's own.
  func spawn(output: Int32, errorOutput: Int32) throws(SystemError) -> Int32 {
    let arguments = CStringList([executable] + arguments)
    let environment = CStringList(variables)
    let answer = try SpawnThread.current().run {
      start(arguments, environment, output, errorOutput)
    }
    return try answer.get()
  }

  /// This process's variables with the command's laid over them, as `NAME=value`.
  private var variables: [String] {
    var variables: [String] = []
    var entry = unsafe environ
    // Safe: the list ends in a null; this program does not change its environment after its start.
    while let text = unsafe entry.pointee {
      let variable = unsafe String(cString: text)
      let name = String(variable.prefix { $0 != "=" })
      if environment[name] == nil { variables.append(variable) }
      unsafe entry += 1
    }
    return variables + environment.map { "\($0)=\($1)" }
  }

  private func start(
    _ arguments: CStringList, _ environment: CStringList, _ output: Int32, _ errorOutput: Int32
  ) -> Result<Int32, SystemError> {
    // Safe: every pointer outlives the call, after which the new program has copies.
    let id = unsafe executable.withCString { path in
      var request = unsafe spawn_request(
        path: path, arguments: arguments.pointers, environment: environment.pointers, input: -1,
        output: output, error_output: errorOutput, processors: nil)
      guard let mask = processors?.mask else { return unsafe spawn_bound(&request) }
      return unsafe mask.span.withUnsafeBufferPointer { words in
        unsafe request.processors = words.baseAddress
        return unsafe spawn_bound(&request)
      }
    }
    guard id < 0 else { return .success(id) }
    let code = errno
    return .failure(SystemError("start \(executable)" + remark(on: code), code: code))
  }

  /// What the kernel's reason for a refusal leaves out: it says "no such file" of a file that is
  /// there and names an interpreter that is not, and "permission denied" of a folder.
  private func remark(on code: Int32) -> String {
    guard executable.contains("/") else { return code == ENOENT ? ", looked for in PATH" : "" }
    var status = stat()
    // Safe: the call writes one stat, which outlives it.
    guard unsafe stat(executable, &status) == 0 else { return "" }
    switch code {
    case ENOENT: return ", which is there but needs an interpreter or loader that is not"
    case EACCES where status.st_mode & S_IFMT == S_IFDIR: return ", which is a folder"
    case EACCES where status.st_mode & 0o111 == 0: return ", which is not executable"
    default: return ""
    }
  }
}
