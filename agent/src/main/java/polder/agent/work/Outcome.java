package polder.agent.work;

import java.io.IOException;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.networks.GroupKey;
import polder.protocol.Hash;

/** What became of a piece of work. */
public sealed interface Outcome {
  /** Whose it was. */
  GroupKey order();

  /** It was worked out, and lies on the disk. */
  record Done(GroupKey order, Made made) implements Outcome {}

  /** The node holds what came out. */
  record Delivered(GroupKey order) implements Outcome {}

  /** The node holds what is to be shown of it, and of the rest of what is compared this much. */
  record Shown(GroupKey order, SortedSet<Hash> there) implements Outcome {
    public Shown {
      there = Collections.unmodifiableSortedSet(new TreeSet<>(there));
    }
  }

  /** It was not, or not brought to the node; it may be tried again. */
  record Failed(GroupKey order, IOException why) implements Outcome {}
}
