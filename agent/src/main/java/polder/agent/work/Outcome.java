package polder.agent.work;

import java.io.IOException;
import polder.networks.GroupKey;

/** What became of a piece of work. */
public sealed interface Outcome {
  /** Whose it was. */
  GroupKey order();

  /** It was worked out, and lies on the disk. */
  record Done(GroupKey order, Made made) implements Outcome {}

  /** The node holds what came out. */
  record Delivered(GroupKey order) implements Outcome {}

  /** It was not, or not brought to the node; it may be tried again. */
  record Failed(GroupKey order, IOException why) implements Outcome {}
}
