package polder.ports.work;

/** Why a container ended that was to run to its end. */
public sealed interface BatchEnd {
  /**
   * By itself.
   *
   * @param code its exit code; 128 and the number of the signal if one ended it
   */
  record Exited(int code) implements BatchEnd {}

  /** It took more memory than it has. */
  record OutOfMemory() implements BatchEnd {}

  /** It wrote more than its task allows; what it may write was written. */
  record OutOfOutput() implements BatchEnd {}

  /**
   * Its image has no such program, or none that this machine could run.
   *
   * @param why one line, for people
   */
  record NotStarted(String why) implements BatchEnd {}

  /** It took longer than its task allows, which says nothing about the container. */
  record OutOfTime() implements BatchEnd {}

  /** From outside. */
  record Stopped() implements BatchEnd {}
}
