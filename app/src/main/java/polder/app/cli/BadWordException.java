package polder.app.cli;

/** Something that the person gave cannot be used; {@link PolderCommand} tells it. */
final class BadWordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  /**
   * @param problem what is wrong, without a capital or a full stop
   * @param remedy the same, as an instruction
   */
  BadWordException(String problem, String remedy) {
    super(problem);
    this.remedy = remedy;
  }

  ExitCode tell(Output output) {
    return output.fail(ExitCode.BAD_INPUT, String.valueOf(getMessage()), remedy);
  }
}
