package polder.protocol.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;

class MerkleTreeTest {
  /** Inputs and roots of the reference tree of the certificate-transparency project. */
  private static final List<Bytes> INPUTS =
      List.of(
          Bytes.EMPTY,
          Bytes.fromHex("00"),
          Bytes.fromHex("10"),
          Bytes.fromHex("2021"),
          Bytes.fromHex("3031"),
          Bytes.fromHex("40414243"),
          Bytes.fromHex("5051525354555657"),
          Bytes.fromHex("606162636465666768696a6b6c6d6e6f"));

  private static final List<String> ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  @Test
  void givesTheRootsOfCertificateTransparency() {
    for (int size = 0; size <= INPUTS.size(); size++) {
      assertThat(MerkleTree.of(INPUTS.subList(0, size)).root().toHex())
          .as("size %d", size)
          .isEqualTo(ROOTS.get(size));
    }
  }

  @Test
  void givesThePathsOfCertificateTransparency() {
    MerkleTree tree = MerkleTree.of(INPUTS);
    assertThat(tree.prove(5).path())
        .containsExactly(
            Hash.fromHex("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
            Hash.fromHex("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
            Hash.fromHex("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"));
    assertThat(MerkleTree.of(INPUTS.subList(0, 3)).prove(2).path())
        .containsExactly(
            Hash.fromHex("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"));
  }

  @Test
  void hasTheRootOfTheDefinitionAtEverySizeHoweverItIsBuilt() {
    MerkleFrontier frontier = new MerkleFrontier();
    for (int size = 0; size <= 70; size++) {
      Hash byDefinition = definition(leaves(size));
      assertThat(MerkleTree.of(leaves(size)).root()).as("size %d", size).isEqualTo(byDefinition);
      assertThat(frontier.root()).as("frontier of %d", size).isEqualTo(byDefinition);
      assertThat(frontier.size()).isEqualTo(size);
      frontier.add(leaf(size));
    }
  }

  @Test
  void provesEveryLeafAndNoOther() {
    for (int size = 1; size <= 70; size++) {
      MerkleTree tree = MerkleTree.of(leaves(size));
      for (int index = 0; index < size; index++) {
        MerkleProof proof = tree.prove(index);
        assertThat(proof.verifies(tree.root(), leaf(index))).as("%d of %d", index, size).isTrue();
        assertThat(proof.verifies(tree.root(), leaf(index + 1))).isFalse();
        assertThat(proof.verifies(Hash.ZERO, leaf(index))).isFalse();
      }
    }
  }

  @Test
  void refusesTheRightLeafAtAnyOtherIndex() {
    for (int size = 1; size <= 70; size++) {
      MerkleTree tree = MerkleTree.of(leaves(size));
      for (int index = 0; index < size; index++) {
        List<Hash> path = tree.prove(index).path();
        for (int other = 0; other < size; other++) {
          assertThat(new MerkleProof(other, size, path).verifies(tree.root(), leaf(index)))
              .as("leaf %d said to be at %d of %d", index, other, size)
              .isEqualTo(other == index);
        }
      }
    }
  }

  @Test
  void refusesEveryChangeOfThePath() {
    for (int size = 2; size <= 33; size++) {
      MerkleTree tree = MerkleTree.of(leaves(size));
      for (int index = 0; index < size; index++) {
        for (List<Hash> broken : broken(tree.prove(index).path())) {
          assertThat(new MerkleProof(index, size, broken).verifies(tree.root(), leaf(index)))
              .isFalse();
        }
      }
    }
  }

  @Test
  void isNotFooledByAnInnerNodeGivenAsALeaf() {
    MerkleTree tree = MerkleTree.of(leaves(4));
    Bytes inside =
        Bytes.wrap(MerkleTree.leafHash(leaf(0)).toArray())
            .concat(Bytes.wrap(MerkleTree.leafHash(leaf(1)).toArray()));
    MerkleProof shorter = new MerkleProof(0, 2, tree.prove(0).path().subList(1, 2));
    assertThat(shorter.verifies(tree.root(), inside)).isFalse();
    assertThat(shorter.verifies(tree.root(), Bytes.fromHex("01").concat(inside))).isFalse();
  }

  @Test
  void saysWhatIsOutOfRange() {
    MerkleTree tree = MerkleTree.of(leaves(3));
    assertThatThrownBy(() -> tree.prove(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tree.prove(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new MerkleProof(3, 3, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a tree of 3 has no leaf 3");
    assertThatThrownBy(() -> new MerkleProof(-1, 3, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    List<Hash> long64 = Collections.nCopies(64, Hash.ZERO);
    assertThatThrownBy(() -> new MerkleProof(0, Long.MAX_VALUE, long64))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(
            new MerkleProof(5, Long.MAX_VALUE, long64.subList(0, 63)).verifies(Hash.ZERO, leaf(0)))
        .isFalse();
  }

  private static List<List<Hash>> broken(List<Hash> path) {
    List<List<Hash>> broken = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      List<Hash> changed = new ArrayList<>(path);
      Hash was = path.get(i);
      changed.set(i, new Hash(was.a(), was.b(), was.c(), was.d() ^ 1));
      broken.add(changed);
      List<Hash> shorter = new ArrayList<>(path);
      shorter.remove(i);
      broken.add(shorter);
    }
    List<Hash> longer = new ArrayList<>(path);
    longer.add(Hash.ZERO);
    broken.add(longer);
    return broken;
  }

  /** MTH of RFC 6962 section 2.1, word for word. */
  private static Hash definition(List<Bytes> leaves) {
    if (leaves.isEmpty()) {
      return Hash.sha256();
    }
    if (leaves.size() == 1) {
      return Hash.sha256(new byte[] {0}, leaves.getFirst().toArray());
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    return Hash.sha256(
        new byte[] {1},
        definition(leaves.subList(0, split)).toArray(),
        definition(leaves.subList(split, leaves.size())).toArray());
  }

  private static List<Bytes> leaves(int size) {
    return IntStream.range(0, size).mapToObj(MerkleTreeTest::leaf).toList();
  }

  private static Bytes leaf(int index) {
    return Bytes.wrap(new byte[] {(byte) index, 7});
  }
}
