package polder.protocol.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;

class AbsenceProofTest {
  private static final AbsenceProof.Order<Integer> ORDER =
      new AbsenceProof.Order<>(leaf -> (int) leaf.get(0), Comparator.naturalOrder());

  @Test
  void provesEveryGapAndNoPresence() {
    for (int size = 0; size <= 20; size++) {
      List<Bytes> leaves = evens(size);
      MerkleTree tree = MerkleTree.of(leaves);
      for (int key = -1; key <= 2 * size + 1; key++) {
        if (key % 2 == 0 && key < 2 * size) {
          int present = key;
          assertThatThrownBy(() -> AbsenceProof.of(tree, leaves, present, ORDER))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("the key is there, at " + present / 2);
        } else {
          AbsenceProof proof = AbsenceProof.of(tree, leaves, key, ORDER);
          assertThat(proof.verifies(tree.root(), size, key, ORDER)).as("%d", key).isTrue();
          assertThat(proof.verifies(Hash.ZERO, size, key, ORDER)).isFalse();
          assertThat(proof.verifies(tree.root(), size + 1L, key, ORDER)).isFalse();
        }
      }
    }
  }

  @Test
  void refusesAProofOfAnotherGap() {
    MerkleTree tree = MerkleTree.of(evens(10));
    AbsenceProof proof = AbsenceProof.of(tree, evens(10), 7, ORDER);
    for (int key = -1; key <= 21; key++) {
      assertThat(proof.verifies(tree.root(), 10, key, ORDER)).as("%d", key).isEqualTo(key == 7);
    }
  }

  @Test
  void refusesNeighboursThatAreNone() {
    MerkleTree tree = MerkleTree.of(evens(10));
    Optional<AbsenceProof.ProvenLeaf> third = proven(tree, 3);
    Optional<AbsenceProof.ProvenLeaf> fifth = proven(tree, 5);
    assertThat(new AbsenceProof(third, fifth).verifies(tree.root(), 10, 8, ORDER)).isFalse();
    assertThat(new AbsenceProof(third, Optional.empty()).verifies(tree.root(), 10, 8, ORDER))
        .isFalse();
    assertThat(new AbsenceProof(Optional.empty(), fifth).verifies(tree.root(), 10, 8, ORDER))
        .isFalse();
    assertThat(
            new AbsenceProof(Optional.empty(), Optional.empty())
                .verifies(tree.root(), 10, 8, ORDER))
        .isFalse();
  }

  @Test
  void refusesAFirstHalfPassedOffAsTheWholeList() {
    List<Bytes> leaves = evens(4);
    MerkleTree tree = MerkleTree.of(leaves);
    AbsenceProof honest = AbsenceProof.of(tree, leaves, 9, ORDER);
    assertThat(honest.verifies(tree.root(), 4, 9, ORDER)).isTrue();
    AbsenceProof half = AbsenceProof.of(MerkleTree.of(leaves.subList(0, 2)), evens(2), 5, ORDER);
    assertThat(half.verifies(tree.root(), 4, 5, ORDER)).isFalse();
    assertThat(half.verifies(tree.root(), 2, 5, ORDER)).isFalse();
  }

  private static Optional<AbsenceProof.ProvenLeaf> proven(MerkleTree tree, int index) {
    return Optional.of(new AbsenceProof.ProvenLeaf(evens(10).get(index), tree.prove(index)));
  }

  private static List<Bytes> evens(int size) {
    return IntStream.range(0, size)
        .mapToObj(i -> Bytes.wrap(new byte[] {(byte) (2 * i), 1}))
        .toList();
  }
}
