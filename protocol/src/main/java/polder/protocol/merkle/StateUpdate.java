package polder.protocol.merkle;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import polder.protocol.Hash;
import polder.protocol.LeadingSort;
import polder.protocol.merkle.StateNode.Empty;
import polder.protocol.merkle.StateNode.Inner;
import polder.protocol.merkle.StateNode.Leaf;
import polder.protocol.merkle.StateTree.HashedChange;

/**
 * What a batch of changes makes of a {@link StateNode}. Every inner node on the way is hashed once,
 * and none whose children stay as they were.
 */
final class StateUpdate {
  /** How many bits below the top the parts of a large tree begin: 16 parts. */
  private static final int PART_DEPTH = 4;

  private static final int PARTS = 1 << PART_DEPTH;

  // Ascending by the hash of the key, each key once.
  private final List<HashedChange> changes;

  /**
   * Of {@code changes}.
   *
   * @param changes in any order, each key once
   */
  private StateUpdate(List<HashedChange> changes) {
    this.changes = new ArrayList<>(changes);
    LeadingSort.sort(
        this.changes,
        change -> change.keyHash().a(),
        (one, other) -> one.keyHash().compareTo(other.keyHash()));
  }

  /** What {@code changes} make of a whole tree; the parts of a large one are left to others. */
  static StateNode apply(StateNode top, List<HashedChange> changes, StateTree.Parts parts) {
    List<StateNode> nodes = new ArrayList<>(PARTS);
    if (changes.size() < PARTS || !cut(top, 0, nodes)) {
      return new StateUpdate(changes).of(top, 0, changes.size(), 0);
    }
    List<Part> cut = new ArrayList<>(PARTS);
    nodes.forEach(node -> cut.add(new Part(node, new ArrayList<>())));
    for (HashedChange change : changes) {
      cut.get((int) (change.keyHash().a() >>> Long.SIZE - PART_DEPTH)).changes.add(change);
    }
    return rejoin(top, parts.map(cut, Part::after).iterator(), 0);
  }

  /** A subtree with those of the changes that lie in it. */
  private record Part(StateNode node, List<HashedChange> changes) {
    StateNode after() {
      return new StateUpdate(changes).of(node, 0, changes.size(), PART_DEPTH);
    }
  }

  /** The parts of a tree from left to right, unless it is too small to have them all. */
  private static boolean cut(StateNode node, int depth, List<StateNode> parts) {
    if (depth == PART_DEPTH) {
      parts.add(node);
      return true;
    }
    return node instanceof Inner inner
        && cut(inner.left(), depth + 1, parts)
        && cut(inner.right(), depth + 1, parts);
  }

  private static StateNode rejoin(StateNode before, Iterator<StateNode> parts, int depth) {
    if (depth == PART_DEPTH || !(before instanceof Inner inner)) {
      return parts.next();
    }
    StateNode left = rejoin(inner.left(), parts, depth + 1);
    StateNode right = rejoin(inner.right(), parts, depth + 1);
    return changed(inner, left, right);
  }

  private static StateNode changed(Inner inner, StateNode left, StateNode right) {
    return left == inner.left() && right == inner.right() ? inner : StateNode.joined(left, right);
  }

  /** What the changes from {@code from} to {@code to} make of a node that they lie in. */
  private StateNode of(StateNode node, int from, int to, int depth) {
    if (from == to) {
      return node;
    }
    return switch (node) {
      case Empty empty -> grown(from, to, depth);
      case Leaf leaf -> {
        StateNode after = besides(leaf, from, to, depth);
        yield leaf.equals(after) ? leaf : after;
      }
      case Inner inner -> {
        int split = split(from, to, depth);
        yield changed(
            inner,
            of(inner.left(), from, split, depth + 1),
            of(inner.right(), split, to, depth + 1));
      }
    };
  }

  /** What stands where {@code leaf} stood alone. */
  private StateNode besides(Leaf leaf, int from, int to, int depth) {
    for (int i = from; i < to; i++) {
      if (changes.get(i).key().equals(leaf.key())) {
        return grown(from, to, depth);
      }
    }
    List<HashedChange> with = new ArrayList<>(changes.subList(from, to));
    with.add(new HashedChange(leaf.key(), Optional.empty(), StateNode.hashOf(leaf.key()), leaf));
    return new StateUpdate(with).grown(0, with.size(), depth);
  }

  /** A subtree of nothing but changes. */
  private StateNode grown(int from, int to, int depth) {
    if (from == to) {
      return Empty.EMPTY;
    }
    if (from + 1 == to) {
      return changes.get(from).leaf();
    }
    int split = split(from, to, depth);
    return StateNode.joined(grown(from, split, depth + 1), grown(split, to, depth + 1));
  }

  /** Where those begin that have a 1 at bit {@code depth}. */
  private int split(int from, int to, int depth) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      Hash keyHash = changes.get(middle).keyHash();
      if (StateNode.bit(keyHash, depth)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
