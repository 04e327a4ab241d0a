package polder.protocol.merkle;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.merkle.AbsenceProof.Order;
import polder.protocol.merkle.AbsenceProof.ProvenLeaf;

/**
 * Whatever a stranger puts together from a tree's own hashes, it proves nothing that is not so.
 * Runs over the kept inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class ProofFuzzTest {
  private static final int MAX_LEAVES = 20;
  private static final Order<Bytes> BY_BYTES =
      new Order<>(Function.identity(), Comparator.naturalOrder());

  @FuzzTest(maxDuration = "1m")
  void onlyALeafIsProven(FuzzedDataProvider data) {
    List<Bytes> leaves = leaves(data.consumeInt(1, MAX_LEAVES));
    MerkleTree tree = MerkleTree.of(leaves);
    Optional<ProvenLeaf> forged = leaf(data, tree, leaves);
    if (forged.isEmpty()) {
      return;
    }
    MerkleProof proof = forged.get().proof();
    if (proof.size() == tree.size()
        && proof.verifies(tree.root(), forged.get().leaf())
        && !(leaves.get((int) proof.index()).equals(forged.get().leaf())
            && proof.equals(tree.prove((int) proof.index())))) {
      throw new AssertionError("proven is what is not there: " + forged);
    }
  }

  @FuzzTest(maxDuration = "1m")
  void noLeafIsProvenAbsent(FuzzedDataProvider data) {
    List<Bytes> leaves = leaves(data.consumeInt(0, MAX_LEAVES));
    MerkleTree tree = MerkleTree.of(leaves);
    Bytes key = key(data.consumeInt(0, 2 * MAX_LEAVES));
    AbsenceProof forged;
    if (data.consumeBoolean() && !leaves.contains(key)) {
      forged = AbsenceProof.of(tree, leaves, key, BY_BYTES);
      if (!forged.verifies(tree.root(), tree.size(), key, BY_BYTES)) {
        throw new AssertionError("a good proof of absence fails: " + forged);
      }
    }
    forged = new AbsenceProof(leaf(data, tree, leaves), leaf(data, tree, leaves));
    if (forged.verifies(tree.root(), tree.size(), key, BY_BYTES) && leaves.contains(key)) {
      throw new AssertionError("proven absent is what is there: " + forged);
    }
  }

  @FuzzTest(maxDuration = "1m")
  void onlyTheStateIsProven(FuzzedDataProvider data) {
    TreeMap<Bytes, Bytes> entries = new TreeMap<>();
    leaves(data.consumeInt(0, MAX_LEAVES)).forEach(leaf -> entries.put(leaf, leaf.concat(leaf)));
    StateTree tree = StateTree.of(List.copyOf(entries.entrySet()));
    Bytes key = key(data.consumeInt(0, 2 * MAX_LEAVES));
    Optional<Bytes> claimed =
        data.consumeBoolean() ? Optional.of(key(data.consumeInt(0, 9)).concat(key)) : absent();
    List<Hash> known = new ArrayList<>(tree.prove(key).path());
    for (Map.Entry<Bytes, Bytes> entry : entries.entrySet()) {
      known.add(
          StateNode.leafHash(StateNode.hashOf(entry.getKey()), StateNode.hashOf(entry.getValue())));
    }
    known.add(Hash.ZERO);
    known.add(tree.root());
    List<Hash> path = data.consumeBoolean() ? tree.prove(key).path() : path(data, known);
    Bytes other = key(data.consumeInt(0, 2 * MAX_LEAVES));
    StateProof forged =
        new StateProof(
            path,
            data.consumeBoolean()
                ? Optional.of(
                    new StateProof.OtherLeaf(
                        StateNode.hashOf(other),
                        data.consumeBoolean()
                            ? StateNode.hashOf(other.concat(other))
                            : data.pickValue(known)))
                : Optional.empty());
    if (forged.verifies(tree.root(), key, claimed) && !tree.get(key).equals(claimed)) {
      throw new AssertionError("proven is what the state does not hold: " + forged);
    }
    if (!tree.prove(key).verifies(tree.root(), key, tree.get(key))) {
      throw new AssertionError("a good proof fails");
    }
  }

  private static Optional<Bytes> absent() {
    return Optional.empty();
  }

  /** A leaf or something else, at some place, with hashes of the tree in some order. */
  private static Optional<ProvenLeaf> leaf(
      FuzzedDataProvider data, MerkleTree tree, List<Bytes> leaves) {
    if (data.consumeBoolean()) {
      return Optional.empty();
    }
    List<Hash> known = new ArrayList<>(List.of(tree.root(), MerkleTree.EMPTY_ROOT));
    for (int i = 0; i < leaves.size(); i++) {
      known.add(MerkleTree.leafHash(leaves.get(i)));
      known.addAll(tree.prove(i).path());
    }
    Bytes content =
        data.consumeBoolean() || leaves.isEmpty()
            ? Bytes.wrap(data.consumeBytes(65))
            : data.pickValue(leaves);
    List<Hash> path =
        data.consumeBoolean() || leaves.isEmpty()
            ? path(data, known)
            : tree.prove(data.consumeInt(0, leaves.size() - 1)).path();
    long size = data.consumeBoolean() ? tree.size() : data.consumeLong();
    try {
      MerkleProof proof = new MerkleProof(data.consumeLong(0, MAX_LEAVES), size, path);
      proof.verifies(tree.root(), content);
      return Optional.of(new ProvenLeaf(content, proof));
    } catch (IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  private static List<Hash> path(FuzzedDataProvider data, List<Hash> known) {
    List<Hash> path = new ArrayList<>();
    int length = data.consumeInt(0, 12);
    for (int i = 0; i < length; i++) {
      path.add(data.pickValue(known));
    }
    return path;
  }

  /** Every second key, so that some lie between two leaves. */
  private static List<Bytes> leaves(int count) {
    List<Bytes> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(key(2 * i + 1));
    }
    return leaves;
  }

  private static Bytes key(int number) {
    return Bytes.wrap(new byte[] {'k', (byte) number});
  }
}
