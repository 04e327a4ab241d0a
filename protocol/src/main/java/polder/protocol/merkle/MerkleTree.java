package polder.protocol.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * The hash tree of an ordered list, as RFC 6962 section 2.1 (again RFC 9162 section 2.1.1) defines
 * it: a leaf is {@code SHA-256(0x00 ‖ bytes)}, an inner node {@code SHA-256(0x01 ‖ left ‖ right)},
 * the left side holds the largest power of two below the size, and the root of an empty list is
 * {@code SHA-256()}. Keeps every hash, so that any leaf can be proven; {@link MerkleFrontier} gives
 * the same root in a few hundred bytes. Immutable and safe for any thread.
 *
 * <p>The root does not tell the size of its list. Whoever publishes a root publishes the size with
 * it, and whoever checks a proof compares the proof's size with that one.
 */
public final class MerkleTree {
  /** The root of a list without leaves. */
  public static final Hash EMPTY_ROOT = Hash.sha256();

  private static final byte[] LEAF_PREFIX = {0};
  private static final byte NODE_PREFIX = 1;

  /** Level 0 has the leaves' hashes, the last level the root alone; without leaves no level. */
  private final List<List<Hash>> levels;

  private MerkleTree(List<Hash> leafHashes) {
    List<List<Hash>> built = new ArrayList<>();
    List<Hash> level = leafHashes;
    while (!level.isEmpty()) {
      built.add(level);
      level = level.size() == 1 ? List.of() : above(level);
    }
    this.levels = List.copyOf(built);
  }

  /** A last node without a neighbour rises unchanged, which is what gives RFC 6962's shape. */
  private static List<Hash> above(List<Hash> level) {
    List<Hash> above = new ArrayList<>((level.size() + 1) / 2);
    for (int left = 0; left + 1 < level.size(); left += 2) {
      above.add(node(level.get(left), level.get(left + 1)));
    }
    if (level.size() % 2 == 1) {
      above.add(level.getLast());
    }
    return above;
  }

  /** The tree of {@code leaves} in their order. */
  public static MerkleTree of(Iterable<Bytes> leaves) {
    Builder builder = new Builder();
    leaves.forEach(builder::add);
    return builder.build();
  }

  /** The hash of a leaf with content {@code leaf}. */
  public static Hash leafHash(Bytes leaf) {
    return Hash.sha256(LEAF_PREFIX, leaf.unsafeArray());
  }

  /** The hash of the inner node over {@code left} and {@code right}. */
  static Hash node(Hash left, Hash right) {
    return Hash.sha256(NODE_PREFIX, left, right);
  }

  /** The root over all leaves. */
  public Hash root() {
    return levels.isEmpty() ? EMPTY_ROOT : levels.getLast().getFirst();
  }

  /** Number of leaves. */
  public int size() {
    return levels.isEmpty() ? 0 : levels.getFirst().size();
  }

  /**
   * The proof that the leaf at {@code index}, counted from 0, is under {@link #root()}.
   *
   * @throws IndexOutOfBoundsException if there is no such leaf
   */
  public MerkleProof prove(int index) {
    Objects.checkIndex(index, size());
    List<Hash> path = new ArrayList<>(levels.size());
    int at = index;
    for (List<Hash> level : levels) {
      int sibling = at ^ 1;
      if (sibling < level.size()) {
        path.add(level.get(sibling));
      }
      at >>= 1;
    }
    return new MerkleProof(index, size(), path);
  }

  /** Takes leaves one by one and keeps only their hashes. For one thread, for one tree. */
  public static final class Builder {
    private final List<Hash> leafHashes = new ArrayList<>();

    /** Appends a leaf with content {@code leaf}. */
    public Builder add(Bytes leaf) {
      return addHash(leafHash(leaf));
    }

    /** Appends a leaf by its {@link #leafHash(Bytes)}, which the caller has already. */
    public Builder addHash(Hash leafHash) {
      leafHashes.add(leafHash);
      return this;
    }

    /** The tree of the leaves so far. */
    public MerkleTree build() {
      return new MerkleTree(List.copyOf(leafHashes));
    }
  }
}
