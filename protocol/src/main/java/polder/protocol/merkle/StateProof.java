package polder.protocol.merkle;

import java.util.List;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Shows what a {@link StateTree} has at a key: its value, or nothing. There is nothing where the
 * bits of the hashed key lead to an empty subtree, or to the single leaf of another key.
 *
 * @param path the siblings on the way, from the leaf's (or the empty subtree's) to the one below
 *     the root; zeros stand for an empty subtree
 * @param other the leaf that stands where the key would, if one does
 */
public record StateProof(List<Hash> path, Optional<OtherLeaf> other) {
  /** Longest path: one sibling for each bit of a hash. */
  public static final int MAX_PATH = 256;

  /**
   * A leaf of another key than the one in question.
   *
   * @param keyHash SHA-256 of its key
   * @param valueHash SHA-256 of its value
   */
  public record OtherLeaf(Hash keyHash, Hash valueHash) {}

  /**
   * Checks the length of the path only.
   *
   * @throws IllegalArgumentException if it is longer than any tree is deep
   */
  public StateProof {
    if (path.size() > MAX_PATH) {
      throw new IllegalArgumentException("a path has at most 256 hashes, not " + path.size());
    }
    path = List.copyOf(path);
  }

  /** Whether the tree under {@code root} has exactly {@code value} at {@code key}. */
  public boolean verifies(Hash root, Bytes key, Optional<Bytes> value) {
    Hash keyHash = StateNode.hashOf(key);
    if (value.isPresent()) {
      return other.isEmpty()
          && leadsTo(root, keyHash, StateNode.leafHash(keyHash, StateNode.hashOf(value.get())));
    }
    if (other.isEmpty()) {
      return leadsTo(root, keyHash, Hash.ZERO);
    }
    OtherLeaf leaf = other.get();
    return isInTheWay(leaf.keyHash, keyHash)
        && leadsTo(root, keyHash, StateNode.leafHash(leaf.keyHash, leaf.valueHash));
  }

  /** Another key, but one whose bits lead down the same path. */
  private boolean isInTheWay(Hash found, Hash wanted) {
    for (int depth = 0; depth < path.size(); depth++) {
      if (StateNode.bit(found, depth) != StateNode.bit(wanted, depth)) {
        return false;
      }
    }
    return !found.equals(wanted);
  }

  private boolean leadsTo(Hash root, Hash keyHash, Hash bottom) {
    Hash hash = bottom;
    int depth = path.size();
    for (Hash sibling : path) {
      depth--;
      hash =
          StateNode.bit(keyHash, depth)
              ? MerkleTree.node(sibling, hash)
              : MerkleTree.node(hash, sibling);
    }
    return hash.equals(root);
  }
}
