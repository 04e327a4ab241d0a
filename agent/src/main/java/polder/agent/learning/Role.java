package polder.agent.learning;

import java.io.IOException;

/** What somebody does about the tasks of a network. For one thread. */
public interface Role {
  /**
   * Does what is due.
   *
   * @return whether there is nothing more to do, ever
   * @throws IOException if the node is away or the disk refuses: it is tried again
   */
  boolean attend(TaskBoard board, Desk desk) throws IOException, InterruptedException;
}
