package polder.protocol.merkle;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.LeadingSort;

/**
 * A subtree of a {@link StateTree}: leaves stand where the bits of their hashed keys lead, from the
 * first bit down, and a subtree with a single leaf is that leaf. Its shape follows from the keys it
 * holds alone, and so does its hash. Immutable; depth is bounded by the 256 bits of a hash.
 */
sealed interface StateNode {
  /** Root of this subtree. */
  Hash hash();

  /** A subtree without leaves. */
  enum Empty implements StateNode {
    /** The only one. */
    EMPTY;

    @Override
    public Hash hash() {
      return Hash.ZERO;
    }
  }

  /**
   * One entry.
   *
   * @param keyHash SHA-256 of the key
   * @param value the value itself, so that its hash need not be kept
   * @param hash {@code SHA-256(0x00 ‖ keyHash ‖ SHA-256(value))}
   */
  record Leaf(Hash keyHash, Bytes value, Hash hash) implements StateNode {
    static Leaf of(Hash keyHash, Bytes value) {
      return new Leaf(keyHash, value, leafHash(keyHash, hashOf(value)));
    }
  }

  /**
   * Two subtrees with at least two leaves together.
   *
   * @param left those whose next bit is 0
   * @param right those whose next bit is 1
   * @param hash {@code SHA-256(0x01 ‖ left ‖ right)}
   */
  record Inner(StateNode left, StateNode right, Hash hash) implements StateNode {}

  /**
   * What becomes of one key.
   *
   * @param keyHash SHA-256 of the key
   * @param leaf the leaf with its new value; none to delete it
   */
  record Change(Hash keyHash, Optional<Leaf> leaf) {
    /** Sorts by the hash of the key. */
    static void sort(List<Change> changes) {
      LeadingSort.sort(
          changes,
          change -> change.keyHash.a(),
          (one, other) -> one.keyHash.compareTo(other.keyHash));
    }

    /** What becomes of {@code key}, hashed: the greater part of what a change costs. */
    static Change of(Bytes key, Optional<Bytes> value) {
      Hash keyHash = hashOf(key);
      return new Change(keyHash, value.map(its -> Leaf.of(keyHash, its)));
    }
  }

  /** SHA-256 of a key or of a value. */
  static Hash hashOf(Bytes content) {
    byte[] bytes = content.unsafeArray();
    return Hash.sha256(bytes, 0, bytes.length);
  }

  /** The hash of a leaf. */
  static Hash leafHash(Hash keyHash, Hash valueHash) {
    return Hash.sha256((byte) 0, keyHash, valueHash);
  }

  /** Bit {@code depth} of {@code hash}, the first being 0 and the most significant. */
  static boolean bit(Hash hash, int depth) {
    long word =
        switch (depth >>> 6) {
          case 0 -> hash.a();
          case 1 -> hash.b();
          case 2 -> hash.c();
          default -> hash.d();
        };
    // A shift uses the last six bits of the distance: the place within the word.
    return word << depth < 0;
  }

  /**
   * {@code node}, which hangs {@code depth} bits below the root, after {@code changes}, ascending
   * by key hash, each key once. Every inner node on the way is hashed once, and none whose children
   * stay as they were.
   */
  static StateNode apply(StateNode node, List<Change> changes, int depth) {
    if (changes.isEmpty()) {
      return node;
    }
    return switch (node) {
      case Empty empty -> join(empty, changes, depth);
      case Leaf leaf -> join(leaf, withLeaf(leaf, changes), depth);
      case Inner inner -> {
        int split = split(changes, depth);
        StateNode left = apply(inner.left, changes.subList(0, split), depth + 1);
        StateNode right = apply(inner.right, changes.subList(split, changes.size()), depth + 1);
        yield left == inner.left && right == inner.right ? inner : join(left, right);
      }
    };
  }

  /** How many bits below a node its parts begin: 16 parts. */
  int PART_DEPTH = 4;

  /** As {@link #apply}, with the parts of a large tree computed by {@code parts}. */
  static StateNode apply(StateNode top, List<Change> changes, StateTree.Parts parts) {
    List<Part> split = new ArrayList<>(1 << PART_DEPTH);
    if (!cut(top, changes, 0, split)) {
      return apply(top, changes, 0);
    }
    List<StateNode> done = parts.map(split, part -> apply(part.node, part.changes, PART_DEPTH));
    return rejoin(top, done.iterator(), 0);
  }

  /** A subtree with what becomes of it. */
  record Part(StateNode node, List<Change> changes) {}

  /** Cuts a tree into parts from left to right, unless it is too small to have them all. */
  private static boolean cut(StateNode node, List<Change> changes, int depth, List<Part> parts) {
    if (depth == PART_DEPTH) {
      parts.add(new Part(node, changes));
      return true;
    }
    if (!(node instanceof Inner inner)) {
      return false;
    }
    int split = split(changes, depth);
    return cut(inner.left, changes.subList(0, split), depth + 1, parts)
        && cut(inner.right, changes.subList(split, changes.size()), depth + 1, parts);
  }

  private static StateNode rejoin(StateNode before, Iterator<StateNode> parts, int depth) {
    if (depth == PART_DEPTH || !(before instanceof Inner inner)) {
      return parts.next();
    }
    StateNode left = rejoin(inner.left, parts, depth + 1);
    StateNode right = rejoin(inner.right, parts, depth + 1);
    return left == inner.left && right == inner.right ? inner : join(left, right);
  }

  /** The changes with {@code leaf} among them as one that sets the value it has. */
  private static List<Change> withLeaf(Leaf leaf, List<Change> changes) {
    int at = 0;
    while (at < changes.size() && changes.get(at).keyHash.compareTo(leaf.keyHash) < 0) {
      at++;
    }
    if (at < changes.size() && changes.get(at).keyHash.equals(leaf.keyHash)) {
      return changes;
    }
    List<Change> with = new ArrayList<>(changes.size() + 1);
    with.addAll(changes.subList(0, at));
    with.add(new Change(leaf.keyHash, Optional.of(leaf)));
    with.addAll(changes.subList(at, changes.size()));
    return with;
  }

  /**
   * A subtree of nothing but {@code changes}; {@code before} is given back where it still holds.
   */
  private static StateNode join(StateNode before, List<Change> changes, int depth) {
    if (changes.isEmpty()) {
      return Empty.EMPTY;
    }
    if (changes.size() == 1) {
      Optional<Leaf> after = changes.getFirst().leaf;
      if (after.isEmpty()) {
        return Empty.EMPTY;
      }
      return before.equals(after.get()) ? before : after.get();
    }
    int split = split(changes, depth);
    return join(
        join(before, changes.subList(0, split), depth + 1),
        join(before, changes.subList(split, changes.size()), depth + 1));
  }

  /** Two subtrees as one: a leaf without a neighbour rises, everything else is hashed. */
  private static StateNode join(StateNode left, StateNode right) {
    if (left == Empty.EMPTY && !(right instanceof Inner)) {
      return right;
    }
    if (right == Empty.EMPTY && left instanceof Leaf) {
      return left;
    }
    return new Inner(left, right, MerkleTree.node(left.hash(), right.hash()));
  }

  /** How many of {@code changes} have a 0 at bit {@code depth}; they come first. */
  private static int split(List<Change> changes, int depth) {
    int low = 0;
    int high = changes.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (bit(changes.get(middle).keyHash, depth)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
