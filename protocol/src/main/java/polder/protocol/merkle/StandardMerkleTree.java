package polder.protocol.merkle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import polder.protocol.Hash;
import polder.protocol.crypto.Keccak256;

/**
 * The payouts tree, laid out as {@code StandardMerkleTree} of OpenZeppelin's
 * {@code @openzeppelin/merkle-tree} 1.0, so that its {@code MerkleProof} contract and its
 * JavaScript library check the proofs: leaves ordered by hash, a complete binary tree in an array
 * (root first, leaves from the end), an inner node {@code keccak256(smaller child ‖ greater
 * child)}. Immutable and safe for any thread.
 *
 * <p>A tree of n leaves costs 3n permutations of Keccak for the leaves and n − 1 for the rest. The
 * leaves may be hashed elsewhere, on many threads or only where an amount has changed, and handed
 * to {@link #ofHashes}; nearly all of the rest changes with any leaf, since the order is by hash.
 */
public final class StandardMerkleTree {
  /** Most leaves of a tree: what fits into one array with room to spare. */
  public static final int MAX_LEAVES = 1 << 27;

  /** Words of a hash. */
  private static final int WORDS = Hash.SIZE / Long.BYTES;

  /** So many nodes are worth a thread. */
  private static final int PIECE = 4_096;

  /** The low bits of a sort key that hold the index of a leaf. */
  private static final long INDEX_BITS = MAX_LEAVES - 1L;

  /** Four words for each node: objects would take twice the memory. */
  private final long[] nodes;

  /** Where in the tree the leaf stands that was given at an index. */
  private final int[] positions;

  private StandardMerkleTree(long[] nodes, int[] positions) {
    this.nodes = nodes;
    this.positions = positions;
  }

  /**
   * The tree of {@code leaves}, in any order.
   *
   * @throws IllegalArgumentException if there are more than {@link #MAX_LEAVES}
   */
  public static StandardMerkleTree of(List<PayoutLeaf> leaves) {
    List<Hash> hashes = new ArrayList<>(leaves.size());
    for (PayoutLeaf leaf : leaves) {
      hashes.add(leaf.hash());
    }
    return ofHashes(hashes);
  }

  /**
   * The tree of the leaves with these {@linkplain PayoutLeaf#hash() hashes}, in any order.
   *
   * @throws IllegalArgumentException if there are more than {@link #MAX_LEAVES}
   */
  public static StandardMerkleTree ofHashes(List<Hash> leafHashes) {
    return ofHashes(leafHashes, StateTree.Parts.IN_TURN);
  }

  /**
   * The same, with nodes of one level computed by {@code parts}.
   *
   * @throws IllegalArgumentException as {@link #ofHashes(List)}
   */
  public static StandardMerkleTree ofHashes(List<Hash> leafHashes, StateTree.Parts parts) {
    int size = leafHashes.size();
    if (size > MAX_LEAVES) {
      throw new IllegalArgumentException("a tree has at most " + MAX_LEAVES + " leaves");
    }
    if (size == 0) {
      return new StandardMerkleTree(new long[0], new int[0]);
    }
    int nodeCount = 2 * size - 1;
    long[] nodes = new long[nodeCount * WORDS];
    int[] positions = new int[size];
    int position = nodeCount;
    for (int index : ascending(leafHashes)) {
      position--;
      positions[index] = position;
      set(nodes, position, leafHashes.get(index));
    }
    for (int below = nodeCount - size; below > 0; ) {
      // The lowest level that is left: its first node has as many before it as levels above have.
      int first = Integer.highestOneBit(below) - 1;
      parts.map(pieces(first, below), piece -> fill(nodes, piece));
      below = first;
    }
    return new StandardMerkleTree(nodes, positions);
  }

  /** Nodes of one level, one after the other. */
  private record Piece(int from, int to) {}

  private static List<Piece> pieces(int from, int to) {
    List<Piece> pieces = new ArrayList<>();
    for (int start = from; start < to; start += PIECE) {
      pieces.add(new Piece(start, Math.min(to, start + PIECE)));
    }
    return pieces;
  }

  private static Piece fill(long[] nodes, Piece piece) {
    byte[] pair = new byte[2 * Hash.SIZE];
    for (int node = piece.from(); node < piece.to(); node++) {
      set(nodes, node, above(get(nodes, 2 * node + 1), get(nodes, 2 * node + 2), pair));
    }
    return piece;
  }

  /**
   * The indexes of {@code hashes} in ascending order, equal ones in the order given. A fast sort of
   * the first 37 bits, each with its index in the low bits, leaves nearly nothing to the insertion
   * that follows; making many hashes agree in 37 bits costs an attacker more than it costs us.
   */
  private static int[] ascending(List<Hash> hashes) {
    long[] keys = new long[hashes.size()];
    for (int index = 0; index < keys.length; index++) {
      // The flipped sign makes the signed order of longs the unsigned order of hashes.
      keys[index] = ((hashes.get(index).a() ^ Long.MIN_VALUE) & ~INDEX_BITS) | index;
    }
    Arrays.sort(keys);
    for (int i = 1; i < keys.length; i++) {
      long key = keys[i];
      int free = i;
      while (free > 0 && isAfter(keys[free - 1], key, hashes)) {
        keys[free] = keys[free - 1];
        free--;
      }
      keys[free] = key;
    }
    int[] indexes = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      indexes[i] = (int) (keys[i] & INDEX_BITS);
    }
    return indexes;
  }

  private static boolean isAfter(long key, long other, List<Hash> hashes) {
    return (key & ~INDEX_BITS) == (other & ~INDEX_BITS)
        && hashes.get((int) (key & INDEX_BITS)).compareTo(hashes.get((int) (other & INDEX_BITS)))
            > 0;
  }

  /** The node over two children in either order; {@code pair} is room for both. */
  private static Hash above(Hash one, Hash other, byte[] pair) {
    boolean ordered = one.compareTo(other) <= 0;
    (ordered ? one : other).write(pair, 0);
    (ordered ? other : one).write(pair, Hash.SIZE);
    return Hash.of(Keccak256.digest(pair));
  }

  private static Hash get(long[] nodes, int node) {
    int at = node * WORDS;
    return new Hash(nodes[at], nodes[at + 1], nodes[at + 2], nodes[at + 3]);
  }

  private static void set(long[] nodes, int node, Hash hash) {
    int at = node * WORDS;
    nodes[at] = hash.a();
    nodes[at + 1] = hash.b();
    nodes[at + 2] = hash.c();
    nodes[at + 3] = hash.d();
  }

  /**
   * The root over all leaves. Without any it is {@link Hash#ZERO}, under which nothing can be
   * proven; OpenZeppelin's library knows no empty tree.
   */
  public Hash root() {
    return positions.length == 0 ? Hash.ZERO : get(nodes, 0);
  }

  /** Number of leaves. */
  public int size() {
    return positions.length;
  }

  /**
   * The siblings on the way from the leaf given at {@code index} up to the root, as the contract
   * takes them.
   *
   * @throws IndexOutOfBoundsException if there is no such leaf
   */
  public List<Hash> proof(int index) {
    List<Hash> proof = new ArrayList<>();
    int node = positions[Objects.checkIndex(index, positions.length)];
    while (node > 0) {
      // Children of node n are 2n + 1 and 2n + 2, so the left one is odd.
      proof.add(get(nodes, node % 2 == 1 ? node + 1 : node - 1));
      node = (node - 1) / 2;
    }
    return List.copyOf(proof);
  }

  /** Whether {@code leaf} is under {@code root}, as {@code MerkleProof.verify} on chain decides. */
  public static boolean verifies(Hash root, PayoutLeaf leaf, List<Hash> proof) {
    Hash hash = leaf.hash();
    byte[] pair = new byte[2 * Hash.SIZE];
    for (Hash sibling : proof) {
      hash = above(hash, sibling, pair);
    }
    return hash.equals(root);
  }
}
