package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.merkle.AbsenceProof;
import polder.protocol.merkle.MerkleTree;

/** The messages of an epoch by identity. */
class IdentitiesTest {
  private static final Hash LOW = Hash.sha256(new byte[] {1});
  private static final Hash HIGH = Hash.sha256(new byte[] {2});

  @Test
  void orderAndRepetitionDoNotMatter() {
    Identities once = Identities.of(List.of(LOW, HIGH), EpochEngine.SEQUENTIAL);

    assertThat(once.count()).isEqualTo(2);
    assertThat(Identities.of(List.of(HIGH, LOW, HIGH), EpochEngine.SEQUENTIAL)).isEqualTo(once);
  }

  @Test
  void noMessagesHaveTheRootOfNothing() {
    assertThat(Identities.of(List.of(), EpochEngine.SEQUENTIAL))
        .isEqualTo(new Identities(MerkleTree.EMPTY_ROOT, 0));
  }

  /** First bytes of 0x80 and above come last, as numbers without a sign have it. */
  @Test
  void aMessageThatIsNotThereIsProvenAbsent() {
    List<Bytes> leaves =
        IntStream.range(0, 50)
            .mapToObj(i -> Hash.sha256(new byte[] {(byte) i}))
            .sorted()
            .map(hash -> Bytes.wrap(hash.toArray()))
            .toList();
    assertThat(leaves).isSortedAccordingTo(Comparator.naturalOrder());
    MerkleTree tree = MerkleTree.of(leaves);
    List<Hash> messages = leaves.stream().map(leaf -> Hash.of(leaf.toArray())).toList().reversed();

    assertThat(Identities.of(messages, EpochEngine.SEQUENTIAL).root()).isEqualTo(tree.root());
    AbsenceProof.Order<Bytes> order =
        new AbsenceProof.Order<>(leaf -> leaf, Comparator.naturalOrder());
    Bytes missing = Bytes.wrap(Hash.sha256(new byte[] {99}).toArray());
    AbsenceProof proof = AbsenceProof.of(tree, leaves, missing, order);
    assertThat(proof.verifies(tree.root(), tree.size(), missing, order)).isTrue();
  }
}
