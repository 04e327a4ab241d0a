package polder.protocol.merkle;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Shows that no leaf of an ordered list has some key: the leaves on both sides of where it would
 * stand are neighbours in the list. It holds only as far as the list is ordered by that key, which
 * whoever sealed the root vouches for and whoever audits it has checked.
 *
 * @param before the last leaf with a smaller key; none if the key would come first
 * @param after the first leaf with a greater key; none if the key would come last
 */
public record AbsenceProof(Optional<ProvenLeaf> before, Optional<ProvenLeaf> after) {
  /**
   * A leaf with its place.
   *
   * @param leaf the content
   * @param proof shows that it is there
   */
  public record ProvenLeaf(Bytes leaf, MerkleProof proof) {}

  /**
   * How the leaves of a list are ordered.
   *
   * @param keyOf reads the key of a leaf; only ever given leaves that are under the root
   * @param comparator strictly ascending along the list, or not descending where keys may repeat
   */
  public record Order<K>(Function<Bytes, K> keyOf, Comparator<? super K> comparator) {
    private int compare(Bytes leaf, K key) {
      return comparator.compare(keyOf.apply(leaf), key);
    }
  }

  /**
   * Proves that {@code key} is not in {@code leaves}, the ordered list that {@code tree} was built
   * from.
   *
   * @throws IllegalArgumentException if the key is there, or the tree is of another size
   */
  public static <K> AbsenceProof of(MerkleTree tree, List<Bytes> leaves, K key, Order<K> order) {
    if (tree.size() != leaves.size()) {
      throw new IllegalArgumentException(
          "a tree of " + tree.size() + " is not of " + leaves.size() + " leaves");
    }
    int low = 0;
    int high = leaves.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      int compared = order.compare(leaves.get(middle), key);
      if (compared == 0) {
        throw new IllegalArgumentException("the key is there, at " + middle);
      }
      if (compared < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return new AbsenceProof(proven(tree, leaves, low - 1), proven(tree, leaves, low));
  }

  private static Optional<ProvenLeaf> proven(MerkleTree tree, List<Bytes> leaves, int index) {
    return index < 0 || index >= leaves.size()
        ? Optional.empty()
        : Optional.of(new ProvenLeaf(leaves.get(index), tree.prove(index)));
  }

  /**
   * Whether no leaf of the ordered list of {@code size} leaves under {@code root} has {@code key}.
   */
  public <K> boolean verifies(Hash root, long size, K key, Order<K> order) {
    if (size == 0) {
      return before.isEmpty() && after.isEmpty() && root.equals(MerkleTree.EMPTY_ROOT);
    }
    // One past the end and one before the start stand for the missing neighbour.
    long beforeIndex = before.map(leaf -> leaf.proof().index()).orElse(-1L);
    long afterIndex = after.map(leaf -> leaf.proof().index()).orElse(size);
    return afterIndex == beforeIndex + 1
        && before.stream().allMatch(leaf -> isUnder(root, size, leaf))
        && after.stream().allMatch(leaf -> isUnder(root, size, leaf))
        && before.stream().allMatch(leaf -> order.compare(leaf.leaf(), key) < 0)
        && after.stream().allMatch(leaf -> order.compare(leaf.leaf(), key) > 0);
  }

  private static boolean isUnder(Hash root, long size, ProvenLeaf leaf) {
    return leaf.proof().size() == size && leaf.proof().verifies(root, leaf.leaf());
  }
}
