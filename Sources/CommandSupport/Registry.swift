package import Scenarios

/// The contenders that this program's commands know.
package enum Registry {
  @TaskLocal package static var contenders = Contenders()
}
