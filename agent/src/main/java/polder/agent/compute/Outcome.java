package polder.agent.compute;

import java.io.IOException;
import polder.networks.GroupKey;
import polder.protocol.Hash;

/** What became of a piece of work. */
sealed interface Outcome {
  /** Whose it was. */
  GroupKey order();

  /**
   * It was worked out, and the node holds what came out.
   *
   * @param words how it ended, for people
   */
  record Done(GroupKey order, Hash output, long effort, String words) implements Outcome {}

  /** It was not, and may be tried again. */
  record Failed(GroupKey order, IOException why) implements Outcome {}
}
