package polder.app.cli;

/** How a command ended, in numbers that scripts can rely on; they never change their meaning. */
public enum ExitCode {
  /** It did what was asked, and the answer, if there is one, is yes. */
  DONE(0, "done"),
  /** It did what was asked, and the answer is no: roots differ, a proof does not hold. */
  NO(1, "the answer is no (roots differ, a proof does not hold)"),
  /** The words on the command line make no command. */
  USAGE(2, "wrong usage"),
  /** A file, a manifest, a message or a name that was given cannot be used. */
  BAD_INPUT(3, "bad input"),
  /** This machine lacks something or refuses it: a program, a port, space, a permission. */
  MISSING(69, "something is missing on this machine, or it refused"),
  /** A mistake in Polder itself. */
  BUG(70, "a bug in Polder");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** The number the process ends with. */
  public int number() {
    return number;
  }

  /** What it says, in a few words, for the help text. */
  public String meaning() {
    return meaning;
  }
}
