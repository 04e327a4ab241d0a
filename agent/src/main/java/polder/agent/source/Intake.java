package polder.agent.source;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import polder.agent.format.Measured;

/** Takes what a source measured. */
public interface Intake {
  /**
   * Takes one sample; when it returns the sample is kept.
   *
   * @param place how far the source has been read with it, for {@link #place} after a restart
   * @throws IOException if it could not be written
   */
  void take(List<Measured> sample, Optional<String> place) throws IOException;

  /** How far the source had been read when the agent ended last. */
  Optional<String> place();

  /** Whether the person chose this origin by {@code --map}. */
  boolean isChosen(String origin);

  /** Says one line that a person should know, such as that a broker is away. */
  void notice(String line);
}
