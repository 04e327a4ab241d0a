package polder.agent.work;

import java.io.IOException;
import polder.networks.GroupKey;

/** What became of a piece of work. */
public sealed interface Outcome {
  /** Whose it was. */
  GroupKey order();

  /** It was worked out, and the node holds what came out. */
  record Done(GroupKey order, Made made) implements Outcome {}

  /** It was not, and may be tried again. */
  record Failed(GroupKey order, IOException why) implements Outcome {}
}
