package polder.protocol.merkle;

import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Shows that a leaf stands at one place of a {@link MerkleTree}.
 *
 * <p>A root does not bind the size of its list: a checker must compare {@code size} with the one
 * that was published with the root.
 *
 * @param index place of the leaf, from 0
 * @param size number of leaves of the tree
 * @param path the siblings on the way, from the leaf's to the one below the root
 */
public record MerkleProof(long index, long size, List<Hash> path) {
  /** Longest path of any tree whose size is a {@code long}. */
  public static final int MAX_PATH = 63;

  /**
   * Checks the ranges; the path is checked by {@link #verifies}.
   *
   * @throws IllegalArgumentException if the index is outside the tree or the path is longer than
   *     any tree is high
   */
  public MerkleProof {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("a tree of " + size + " has no leaf " + index);
    }
    if (path.size() > MAX_PATH) {
      throw new IllegalArgumentException("a path has at most 63 hashes, not " + path.size());
    }
    path = List.copyOf(path);
  }

  /** Whether {@code leaf} is at {@link #index()} of the tree of {@link #size()} under a root. */
  public boolean verifies(Hash root, Bytes leaf) {
    return verifiesHash(root, MerkleTree.leafHash(leaf));
  }

  /** The same for a leaf of which only the {@link MerkleTree#leafHash(Bytes)} is known. */
  public boolean verifiesHash(Hash root, Hash leafHash) {
    Hash hash = leafHash;
    int used = 0;
    long at = index;
    // RFC 9162 section 2.1.3.2: a node without a right neighbour rises as it is.
    for (long last = size - 1; last > 0; last >>= 1) {
      boolean right = (at & 1) == 1;
      if (right || at < last) {
        if (used == path.size()) {
          return false;
        }
        Hash sibling = path.get(used++);
        hash = right ? MerkleTree.node(sibling, hash) : MerkleTree.node(hash, sibling);
      }
      at >>= 1;
    }
    return used == path.size() && hash.equals(root);
  }
}
