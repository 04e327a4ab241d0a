package polder.protocol.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Content;
import polder.protocol.Hash;

class StateTreeTest {
  private static final long SEED = 20_261_123;

  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);

  @Test
  void hasTheRootThatTheDefinitionGives() {
    NavigableMap<Bytes, Bytes> entries = new TreeMap<>();
    assertThat(new StateTree().root()).isEqualTo(Hash.ZERO);
    for (int i = 0; i < 60; i++) {
      entries.put(key(i), value(i));
      assertThat(StateTree.of(entries.entrySet()).root())
          .as("%d entries", i + 1)
          .isEqualTo(definition(List.copyOf(entries.entrySet()), 0));
    }
  }

  @Test
  void hasARootThatForgetsHistory() {
    for (int trial = 0; trial < 40; trial++) {
      StateTree tree = new StateTree();
      NavigableMap<Bytes, Bytes> expected = new TreeMap<>();
      int keys = 1 + random.nextInt(80);
      for (int batch = 0; batch < 30; batch++) {
        NavigableMap<Bytes, Optional<Bytes>> changes = randomChanges(keys);
        tree.apply(changes);
        change(expected, changes);
        StateTree rebuilt = StateTree.of(expected.entrySet());
        assertThat(tree.root())
            .as("seed %d, trial %d, batch %d", SEED, trial, batch)
            .isEqualTo(rebuilt.root());
        assertThat(tree.range(Bytes.EMPTY)).isEqualTo(expected);
        assertThat(tree.size()).isEqualTo(expected.size());
      }
      tree.apply(deletionOf(expected));
      assertThat(tree.root()).isEqualTo(Hash.ZERO);
      assertThat(tree.size()).isZero();
    }
  }

  @Test
  void hasTheSameRootForOneBatchAndForManySmallOnes() {
    NavigableMap<Bytes, Optional<Bytes>> all = new TreeMap<>();
    StateTree oneByOne = new StateTree();
    for (int i = 0; i < 500; i++) {
      Bytes key = key(random.nextInt(300));
      Optional<Bytes> value = random.nextInt(4) == 0 ? Optional.empty() : Optional.of(value(i));
      all.put(key, value);
      oneByOne.apply(new TreeMap<>(Map.of(key, value)));
    }
    StateTree atOnce = new StateTree();
    atOnce.apply(all);
    assertThat(oneByOne.root()).isEqualTo(atOnce.root());
  }

  @Test
  void tellsEveryKeyAndEveryValueApart() {
    StateTree tree = tree(20);
    for (int i = 0; i < 20; i++) {
      StateTree other = tree.copy();
      other.apply(new TreeMap<>(Map.of(key(i), Optional.of(Bytes.EMPTY))));
      assertThat(other.root()).isNotEqualTo(tree.root());
      assertThat(other.get(key(i))).contains(Bytes.EMPTY);
      other.apply(new TreeMap<>(Map.of(key(i), Optional.of(value(i)))));
      assertThat(other.root()).isEqualTo(tree.root());
    }
  }

  @Test
  void provesPresence() {
    for (int size : new int[] {1, 2, 3, 17, 200}) {
      StateTree tree = tree(size);
      for (int i = 0; i < size; i++) {
        StateProof proof = tree.prove(key(i));
        assertThat(proof.verifies(tree.root(), key(i), Optional.of(value(i)))).isTrue();
        assertThat(proof.verifies(tree.root(), key(i), Optional.of(value(i + 1)))).isFalse();
        assertThat(proof.verifies(tree.root(), key(i), Optional.empty())).isFalse();
        assertThat(proof.verifies(tree.root(), key(i + 1), Optional.of(value(i)))).isFalse();
        assertThat(proof.verifies(Hash.ZERO, key(i), Optional.of(value(i)))).isFalse();
      }
    }
  }

  @Test
  void provesAbsence() {
    for (int size : new int[] {0, 1, 2, 3, 17, 200}) {
      StateTree tree = tree(size);
      for (int i = size; i < size + 100; i++) {
        StateProof proof = tree.prove(key(i));
        assertThat(proof.verifies(tree.root(), key(i), Optional.empty())).isTrue();
        assertThat(proof.verifies(tree.root(), key(i), Optional.of(value(i)))).isFalse();
        for (int present = 0; present < size; present++) {
          assertThat(proof.verifies(tree.root(), key(present), Optional.empty())).isFalse();
        }
      }
    }
  }

  @Test
  void refusesAChangedProof() {
    StateTree tree = tree(50);
    for (int i = 0; i < 100; i++) {
      StateProof proof = tree.prove(key(i));
      Optional<Bytes> truth = tree.get(key(i));
      assertThat(proof.verifies(tree.root(), key(i), truth)).isTrue();
      for (int at = 0; at < proof.path().size(); at++) {
        List<Hash> changed = new ArrayList<>(proof.path());
        Hash was = changed.get(at);
        changed.set(at, new Hash(was.a() ^ 1, was.b(), was.c(), was.d()));
        assertThat(new StateProof(changed, proof.other()).verifies(tree.root(), key(i), truth))
            .isFalse();
        List<Hash> shorter = new ArrayList<>(proof.path());
        shorter.remove(at);
        assertThat(new StateProof(shorter, proof.other()).verifies(tree.root(), key(i), truth))
            .isFalse();
      }
    }
  }

  @Test
  void refusesALeafOfAnotherBranchAsProofOfAbsence() {
    StateTree tree = tree(50);
    Bytes hidden = key(7);
    for (int i = 0; i < 50; i++) {
      StateProof.OtherLeaf leaf =
          new StateProof.OtherLeaf(StateNode.hashOf(key(i)), StateNode.hashOf(value(i)));
      StateProof lie = new StateProof(tree.prove(key(i)).path(), Optional.of(leaf));
      assertThat(lie.verifies(tree.root(), hidden, Optional.empty())).as("leaf %d", i).isFalse();
    }
  }

  @Test
  void leavesACopyAsItWas() {
    StateTree tree = tree(100);
    StateTree before = tree.copy();
    NavigableMap<Bytes, Bytes> entries = before.range(Bytes.EMPTY);
    Hash root = before.root();
    tree.apply(deletionOf(entries));
    assertThat(before.root()).isEqualTo(root);
    assertThat(before.range(Bytes.EMPTY)).isEqualTo(entries).hasSize(100);
    before.apply(new TreeMap<>(Map.of(key(500), Optional.of(value(1)))));
    assertThat(tree.size()).isZero();
    assertThat(tree.root()).isEqualTo(Hash.ZERO);
  }

  @Test
  void walksAPrefixInTheOrderOfUnsignedBytes() {
    NavigableMap<Bytes, Bytes> entries = new TreeMap<>();
    for (String key : List.of("", "7f", "80", "8000", "80ff", "80ff01", "8100", "ff", "ffff")) {
      entries.put(Bytes.fromHex(key), Bytes.fromHex(key + "01"));
    }
    StateTree tree = StateTree.of(entries.entrySet());
    List<String> walked = new ArrayList<>();
    tree.forEach(Bytes.fromHex("80"), (key, value) -> walked.add(key + "=" + value));
    assertThat(walked).containsExactly("80=8001", "8000=800001", "80ff=80ff01", "80ff01=80ff0101");
    assertThat(tree.range(Bytes.fromHex("ff")).keySet())
        .containsExactly(Bytes.fromHex("ff"), Bytes.fromHex("ffff"));
    assertThat(tree.range(Bytes.fromHex("01"))).isEmpty();
    assertThat(tree.range(Bytes.EMPTY)).isEqualTo(entries);
  }

  @Test
  void refusesEntriesOutOfOrder() {
    List<Map.Entry<Bytes, Bytes>> entries =
        List.of(
            Map.entry(Bytes.fromHex("02"), Bytes.EMPTY),
            Map.entry(Bytes.fromHex("01"), Bytes.EMPTY));
    assertThatThrownBy(() -> StateTree.of(entries))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("key 01 does not come after 02");
    assertThatThrownBy(() -> StateTree.of(List.of(entries.getFirst(), entries.getFirst())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesTheSameRootWhenItsPartsAreComputedApart() {
    StateTree whole = new StateTree();
    StateTree apart = new StateTree();
    for (int round = 0; round < 20; round++) {
      SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
      for (int i = 0; i < 97; i++) {
        // Sets some keys, sets others anew, deletes others again, and in the end nearly all.
        boolean delete = (i + round) % 3 == 0 || round > 15;
        changes.put(
            key((i * 31 + round * 17) % 400),
            delete ? Optional.empty() : Optional.of(value(i * round)));
      }
      whole.apply(changes);
      List<StateTree.HashedChange> hashed = new ArrayList<>();
      changes.forEach((key, value) -> hashed.add(StateTree.HashedChange.of(key, value)));
      apart.apply(hashed, new Backwards());
      assertThat(apart.root()).as("round %s", round).isEqualTo(whole.root());
      assertThat(apart.range(Bytes.EMPTY)).isEqualTo(whole.range(Bytes.EMPTY));
    }
  }

  /** Computes the last part first. */
  private static final class Backwards implements StateTree.Parts {
    @Override
    public <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step) {
      List<B> results = new ArrayList<>();
      items.reversed().forEach(item -> results.add(step.apply(item)));
      return results.reversed();
    }
  }

  @Test
  void holdsKeysThatDifferInTheLastBitOnly() {
    StateTree.HashedChange even = set(new Hash(1, 2, 3, 4), key(1));
    StateTree.HashedChange odd = set(new Hash(1, 2, 3, 5), key(2));
    StateNode both = applied(StateNode.Empty.EMPTY, even, odd);
    int depth = 0;
    for (StateNode node = both; node instanceof StateNode.Inner inner; depth++) {
      node = StateNode.bit(even.keyHash(), depth) ? inner.right() : inner.left();
    }
    assertThat(depth).isEqualTo(StateProof.MAX_PATH);
    StateTree.HashedChange gone =
        new StateTree.HashedChange(
            odd.key(), Optional.empty(), odd.keyHash(), StateNode.Empty.EMPTY);
    assertThat(applied(both, gone)).isEqualTo(applied(StateNode.Empty.EMPTY, even));
  }

  private static StateNode applied(StateNode node, StateTree.HashedChange... changes) {
    return StateUpdate.apply(node, List.of(changes), StateTree.Parts.IN_TURN);
  }

  private static StateTree.HashedChange set(Hash keyHash, Bytes key) {
    return new StateTree.HashedChange(
        key, Optional.of(value(1)), keyHash, new StateNode.Leaf(key, keyHash));
  }

  @Test
  void givesTheSameWhereverItsValuesLie() {
    StateTree tree = new StateTree();
    tree.apply(new TreeMap<>(Map.of(key(1), Optional.of(value(1)), key(2), Optional.of(value(2)))));
    StateTree other = tree.copy();
    Elsewhere elsewhere = new Elsewhere(value(2));
    other.hold(key(2), elsewhere);

    assertThat(other.root()).isEqualTo(tree.root());
    assertThat(other.range(Bytes.EMPTY)).isEqualTo(tree.range(Bytes.EMPTY));
    assertThat(other.prove(key(3))).isEqualTo(tree.prove(key(3)));
    List<Content> held = new ArrayList<>();
    other.forEachContent(Bytes.EMPTY, (key, value) -> held.add(value));
    assertThat(held).containsExactly(value(1), elsewhere);
    other.apply(new TreeMap<>(Map.of(key(2), Optional.of(value(3)))));
    assertThat(other.get(key(2))).contains(value(3));
    assertThatThrownBy(() -> other.hold(key(3), value(3)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private record Elsewhere(Bytes bytes) implements Content {
    @Override
    public Bytes head(int length) {
      return bytes.head(length);
    }
  }

  @Test
  void staysFlatWhenKeysComeInOrder() {
    SortedEntries ascending = SortedEntries.EMPTY;
    for (int i = 0; i < 4_096; i++) {
      ascending =
          ascending.apply(
              List.of(StateTree.HashedChange.of(key(i), Optional.of(Bytes.EMPTY))),
              StateTree.Parts.IN_TURN);
    }
    assertThat(ascending.height()).isLessThanOrEqualTo(17);
    for (int i = 0; i < 4_000; i++) {
      ascending = ascending.remove(key(i));
    }
    assertThat(ascending.size()).isEqualTo(96);
    assertThat(ascending.height()).isLessThanOrEqualTo(9);
  }

  @Test
  void staysFlatUnderBatchesOfAnySize() {
    NavigableMap<Bytes, Bytes> expected = new TreeMap<>();
    SortedEntries entries = SortedEntries.EMPTY;
    for (int round = 0; round < 300; round++) {
      SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
      // Runs of neighbouring keys, set or deleted together, bend a tree most.
      int from = random.nextInt(3_000);
      int length = 1 << random.nextInt(11);
      boolean delete = random.nextInt(5) < 2;
      for (int i = from; i < from + length; i += 1 + random.nextInt(3)) {
        changes.put(key(i), delete ? Optional.empty() : Optional.of(value(random.nextInt(9))));
      }
      entries =
          entries.apply(
              changes.entrySet().stream()
                  .map(change -> StateTree.HashedChange.of(change.getKey(), change.getValue()))
                  .toList(),
              StateTree.Parts.IN_TURN);
      changes.forEach((key, value) ->
          value.ifPresentOrElse(set -> expected.put(key, set), () -> expected.remove(key)));
      NavigableMap<Bytes, Bytes> found = new TreeMap<>();
      entries.forEach(Bytes.EMPTY, (key, value) -> found.put(key, value.bytes()));
      assertThat(found).as("round %s", round).isEqualTo(expected);
      assertThat(entries.size()).isEqualTo(expected.size());
      double bound = 1.45 * Math.log(expected.size() + 2) / Math.log(2);
      assertThat(entries.height()).as("round %s", round).isLessThanOrEqualTo((int) bound + 1);
    }
  }

  private NavigableMap<Bytes, Optional<Bytes>> randomChanges(int keys) {
    NavigableMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    int count = random.nextInt(20);
    for (int i = 0; i < count; i++) {
      Optional<Bytes> value =
          random.nextInt(3) == 0 ? Optional.empty() : Optional.of(value(random.nextInt(3)));
      changes.put(key(random.nextInt(keys)), value);
    }
    return changes;
  }

  private static void change(
      NavigableMap<Bytes, Bytes> entries, NavigableMap<Bytes, Optional<Bytes>> changes) {
    changes.forEach((key, value) ->
        value.ifPresentOrElse(set -> entries.put(key, set), () -> entries.remove(key)));
  }

  private static NavigableMap<Bytes, Optional<Bytes>> deletionOf(Map<Bytes, Bytes> entries) {
    NavigableMap<Bytes, Optional<Bytes>> deletion = new TreeMap<>();
    entries.keySet().forEach(key -> deletion.put(key, Optional.empty()));
    return deletion;
  }

  /** The definition in {@link StateTree}'s documentation, by digits and without any sharing. */
  private static Hash definition(List<Map.Entry<Bytes, Bytes>> entries, int depth) {
    if (entries.isEmpty()) {
      return Hash.fromHex("00".repeat(32));
    }
    if (entries.size() == 1) {
      return Hash.sha256(
          new byte[] {0},
          Hash.sha256(entries.getFirst().getKey().toArray()).toArray(),
          Hash.sha256(entries.getFirst().getValue().toArray()).toArray());
    }
    List<Map.Entry<Bytes, Bytes>> left = new ArrayList<>();
    List<Map.Entry<Bytes, Bytes>> right = new ArrayList<>();
    for (Map.Entry<Bytes, Bytes> entry : entries) {
      byte[] hash = Hash.sha256(entry.getKey().toArray()).toArray();
      boolean one = (hash[depth / 8] >> (7 - depth % 8) & 1) == 1;
      (one ? right : left).add(entry);
    }
    return Hash.sha256(
        new byte[] {1},
        definition(left, depth + 1).toArray(),
        definition(right, depth + 1).toArray());
  }

  private static StateTree tree(int size) {
    NavigableMap<Bytes, Bytes> entries = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      entries.put(key(i), value(i));
    }
    return StateTree.of(entries.entrySet());
  }

  private static Bytes key(int i) {
    return Bytes.wrap(new byte[] {'k', (byte) (i >> 8), (byte) i});
  }

  private static Bytes value(int i) {
    return Bytes.wrap(new byte[] {'v', (byte) (i >> 8), (byte) i});
  }
}
