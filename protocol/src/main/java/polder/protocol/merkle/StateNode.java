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

  // Nodes hold the four words of their hashes themselves: a tree has millions, and each object more
  // is one more that is waited for where two of them are hashed.

  /**
   * One entry, whose value the tree holds by its key; its hash is {@code SHA-256(0x00 ‖
   * SHA-256(key) ‖ SHA-256(value))}.
   */
  record Leaf(Bytes key, long a, long b, long c, long d) implements StateNode {
    Leaf(Bytes key, Hash hash) {
      this(key, hash.a(), hash.b(), hash.c(), hash.d());
    }

    @Override
    public Hash hash() {
      return new Hash(a, b, c, d);
    }
  }

  /**
   * Two subtrees with at least two leaves together; its hash is {@code SHA-256(0x01 ‖ left ‖
   * right)}.
   *
   * @param left those whose next bit is 0
   * @param right those whose next bit is 1
   */
  record Inner(StateNode left, StateNode right, long a, long b, long c, long d)
      implements StateNode {
    Inner(StateNode left, StateNode right, Hash hash) {
      this(left, right, hash.a(), hash.b(), hash.c(), hash.d());
    }

    @Override
    public Hash hash() {
      return new Hash(a, b, c, d);
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
