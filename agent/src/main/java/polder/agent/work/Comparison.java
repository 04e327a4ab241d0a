package polder.agent.work;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.networks.GroupKey;
import polder.protocol.Hash;

/**
 * Tiles of an order that are compared, each named by the hash of its pixels.
 *
 * @param order which order
 * @param job hash of its job
 * @param own those that this machine rendered
 * @param all those of all machines
 */
public record Comparison(GroupKey order, Hash job, SortedSet<Hash> own, SortedSet<Hash> all) {
  public Comparison {
    own = Collections.unmodifiableSortedSet(new TreeSet<>(own));
    all = Collections.unmodifiableSortedSet(new TreeSet<>(all));
  }
}
