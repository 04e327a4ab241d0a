package polder.protocol.merkle;

import java.util.ArrayList;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * The right edge of a {@link MerkleTree} that grows leaf by leaf: enough for the root at any
 * moment, with at most 63 hashes kept however long the list is. For one thread at a time.
 */
public final class MerkleFrontier {
  /** Roots of the full subtrees, largest first: one for each bit that is set in the size. */
  private final List<Hash> peaks = new ArrayList<>();

  private long size;

  /** Leaves whose root is computed in one piece; a power of two, so that pieces are subtrees. */
  private static final int PIECE = 256;

  /**
   * The root over {@code leafHashes}, with its full subtrees computed by {@code parts}.
   *
   * @param parts where independent parts are computed
   */
  public static Hash root(List<Hash> leafHashes, StateTree.Parts parts) {
    List<List<Hash>> pieces = new ArrayList<>();
    for (int from = 0; from < leafHashes.size(); from += PIECE) {
      pieces.add(leafHashes.subList(from, Math.min(leafHashes.size(), from + PIECE)));
    }
    return root(parts.map(pieces, MerkleFrontier::root));
  }

  private static Hash root(List<Hash> hashes) {
    MerkleFrontier frontier = new MerkleFrontier();
    hashes.forEach(frontier::addHash);
    return frontier.root();
  }

  /** Appends a leaf with content {@code leaf}. */
  public void add(Bytes leaf) {
    addHash(MerkleTree.leafHash(leaf));
  }

  /** Appends a leaf by its {@link MerkleTree#leafHash(Bytes)}, which the caller has already. */
  public void addHash(Hash leafHash) {
    Hash peak = leafHash;
    for (int carry = Long.numberOfTrailingZeros(~size); carry > 0; carry--) {
      peak = MerkleTree.node(peaks.removeLast(), peak);
    }
    peaks.add(peak);
    size = Math.incrementExact(size);
  }

  /** The root over all leaves so far. */
  public Hash root() {
    if (peaks.isEmpty()) {
      return MerkleTree.EMPTY_ROOT;
    }
    Hash root = peaks.getLast();
    for (int i = peaks.size() - 2; i >= 0; i--) {
      root = MerkleTree.node(peaks.get(i), root);
    }
    return root;
  }

  /** Number of leaves so far. */
  public long size() {
    return size;
  }
}
