package polder.ports.work;

/**
 * One container.
 *
 * @param service whose container
 * @param number which of the service's, from 0
 * @param state how it is
 * @param restarts how often it was started again since it was deployed or updated
 */
public record ContainerStatus(String service, int number, State state, int restarts) {
  /** How a container is. */
  public sealed interface State {
    /** It is being made. */
    record Starting() implements State {}

    /** Its program runs. */
    record Running() implements State {}

    /**
     * Its program has ended; it is started again after a pause.
     *
     * @param code its exit code; 128 and the number of the signal if one ended it
     */
    record Exited(int code, Cause cause) implements State {}

    /**
     * It could not be started; it is tried again after a pause.
     *
     * @param why one line
     */
    record Failed(String why) implements State {}
  }

  /** Why a program ended. */
  public enum Cause {
    /** By itself, and it says that all is well. */
    DONE("done"),
    /** By itself, and it says that something is wrong. */
    ERROR("error"),
    /** By a signal from within. */
    SIGNAL("signal"),
    /** It took more memory than its lease has. */
    OUT_OF_MEMORY("out_of_memory"),
    /** The machine went down, or somebody removed the container. */
    LOST("lost");

    private final String code;

    Cause(String code) {
      this.code = code;
    }

    /** What it is called in answers. */
    public String code() {
      return code;
    }
  }
}
