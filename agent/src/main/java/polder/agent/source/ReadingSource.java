package polder.agent.source;

import java.io.IOException;

/** Something that measures. */
public interface ReadingSource {
  /** Its address as the person gave it, without a password. */
  String name();

  /** Whether it ends by itself; one that does not is ended by whoever has read enough. */
  boolean ends();

  /**
   * Reads until the source ends or the thread is interrupted.
   *
   * @throws IOException if it cannot be read at all; what passes is retried inside
   * @throws InterruptedException when interrupted
   */
  void run(Intake intake) throws IOException, InterruptedException;
}
