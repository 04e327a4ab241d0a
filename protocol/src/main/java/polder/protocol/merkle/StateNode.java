package polder.protocol.merkle;

import polder.protocol.Bytes;
import polder.protocol.Hash;

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
   * One entry, whose value the tree holds by its key.
   *
   * @param hash {@code SHA-256(0x00 ‖ SHA-256(key) ‖ SHA-256(value))}
   */
  record Leaf(Bytes key, Hash hash) implements StateNode {}

  /**
   * Two subtrees with at least two leaves together.
   *
   * @param left those whose next bit is 0
   * @param right those whose next bit is 1
   * @param hash {@code SHA-256(0x01 ‖ left ‖ right)}
   */
  record Inner(StateNode left, StateNode right, Hash hash) implements StateNode {}

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

  /** Two subtrees as one: a leaf without a neighbour rises, everything else is hashed. */
  static StateNode joined(StateNode left, StateNode right) {
    if (left == Empty.EMPTY && !(right instanceof Inner)) {
      return right;
    }
    if (right == Empty.EMPTY && left instanceof Leaf) {
      return left;
    }
    return new Inner(left, right, MerkleTree.node(left.hash(), right.hash()));
  }
}
