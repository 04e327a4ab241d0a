package polder.app.cli;

import java.io.IOException;

/**
 * A command that does something, as opposed to one that only groups others. Classes that implement
 * it carry picocli's {@code @Command} and are handed to {@link PolderCommand} as instances, with
 * what they need given to their constructors.
 */
public interface Action {

  /**
   * Does what the person asked, once.
   *
   * @param output the only place to print to
   * @return how it ended; mistakes of the person are reported by {@link Output#fail}
   * @throws IOException when the machine refused; told to the person as one line
   * @throws InterruptedException when the process is asked to stop
   */
  ExitCode run(Output output) throws IOException, InterruptedException;
}
