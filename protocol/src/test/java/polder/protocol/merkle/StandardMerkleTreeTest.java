package polder.protocol.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.Keccak256;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StandardMerkleTreeTest {
  private static final long SEED = 20_261_123;
  private static final BigInteger TOO_MUCH = BigInteger.TWO.pow(256);

  @Test
  void givesTheRootsAndProofsOfOpenZeppelin() throws IOException {
    JsonNode trees = vectors();
    assertThat(trees).hasSize(6);
    for (JsonNode vector : trees) {
      List<PayoutLeaf> leaves =
          StreamSupport.stream(vector.get("leaves").spliterator(), false)
              .map(StandardMerkleTreeTest::leaf)
              .toList();
      StandardMerkleTree tree = StandardMerkleTree.of(leaves);
      assertThat(tree.root()).isEqualTo(Hash.fromHex(vector.get("root").asString()));
      for (int i = 0; i < leaves.size(); i++) {
        assertThat(leaves.get(i).hash()).isEqualTo(hashes(vector.get("hashes")).get(i));
        assertThat(tree.proof(i)).isEqualTo(hashes(vector.get("proofs").get(i)));
      }
    }
  }

  @Test
  void provesEveryLeafAndNoOtherAmountAccountOrChain() {
    for (int size = 1; size <= 40; size++) {
      List<PayoutLeaf> leaves = leaves(size);
      StandardMerkleTree tree = StandardMerkleTree.of(leaves);
      for (int i = 0; i < size; i++) {
        PayoutLeaf leaf = leaves.get(i);
        List<Hash> proof = tree.proof(i);
        assertThat(StandardMerkleTree.verifies(tree.root(), leaf, proof)).isTrue();
        for (PayoutLeaf forged : forgeries(leaf)) {
          assertThat(StandardMerkleTree.verifies(tree.root(), forged, proof)).isFalse();
        }
        List<Hash> longer = new ArrayList<>(proof);
        longer.add(Hash.ZERO);
        assertThat(StandardMerkleTree.verifies(tree.root(), leaf, longer)).isFalse();
      }
    }
  }

  @Test
  void hasTheSameRootInWhateverOrderTheLeavesCome() {
    List<PayoutLeaf> leaves = new ArrayList<>(leaves(100));
    Hash root = StandardMerkleTree.of(leaves).root();
    Collections.shuffle(leaves, new Random(SEED));
    assertThat(StandardMerkleTree.of(leaves).root()).isEqualTo(root);
    assertThat(StandardMerkleTree.ofHashes(leaves.stream().map(PayoutLeaf::hash).toList()).root())
        .isEqualTo(root);
  }

  @Test
  void isTheSameWhereverItsPartsAreComputed() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    StateTree.Parts anywhere =
        new StateTree.Parts() {
          @Override
          public <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step) {
            return items.reversed().parallelStream().<B>map(step).toList().reversed();
          }
        };
    for (int size : new int[] {1, 2, 3, 4_096, 4_097, 8_193, 20_000}) {
      List<Hash> hashes =
          IntStream.range(0, size)
              .mapToObj(i -> new Hash(random.nextLong(), random.nextLong(), i, 0))
              .toList();
      assertThat(StandardMerkleTree.ofHashes(hashes, anywhere).root())
          .as("size %d", size)
          .isEqualTo(definition(hashes));
    }
  }

  /** Hashes that agree in their first bits, in their first word, and altogether. */
  @Test
  void ordersHashesThatHardlyDiffer() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    for (int size = 1; size <= 60; size++) {
      List<Hash> hashes = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        long first = random.nextBoolean() ? random.nextLong() : random.nextInt(4) - 2;
        hashes.add(new Hash(first, random.nextInt(3) - 1, 0, random.nextInt(3) - 1));
      }
      StandardMerkleTree tree = StandardMerkleTree.ofHashes(hashes);
      assertThat(tree.root()).as("seed %d, size %d", SEED, size).isEqualTo(definition(hashes));
    }
  }

  @Test
  void hasARootOfZerosWithoutLeaves() {
    StandardMerkleTree empty = StandardMerkleTree.of(List.of());
    assertThat(empty.root()).isEqualTo(Hash.ZERO);
    assertThat(empty.size()).isZero();
    assertThatThrownBy(() -> empty.proof(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesWhatIsNoUint256OrAddress() {
    Bytes address = Bytes.wrap(new byte[20]);
    Bytes word = Bytes.wrap(new byte[32]);
    assertThatThrownBy(() -> new PayoutLeaf(-1, address, address, address, BigInteger.ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("chain id -1 is not a uint256");
    assertThatThrownBy(() -> new PayoutLeaf(1, address, address, address, TOO_MUCH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cumulative amount");
    assertThatThrownBy(() -> new PayoutLeaf(1, word, address, address, BigInteger.ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("contract has 20 bytes, not 32");
    assertThat(new PayoutLeaf(1, address, address, address, BigInteger.ONE).abiEncoded().size())
        .isEqualTo(160);
  }

  private static List<PayoutLeaf> forgeries(PayoutLeaf leaf) {
    Bytes other = Bytes.fromHex("ee".repeat(20));
    BigInteger more = leaf.cumulativeWei().add(BigInteger.ONE);
    return List.of(
        new PayoutLeaf(leaf.chainId(), leaf.contract(), leaf.token(), leaf.account(), more),
        new PayoutLeaf(2, leaf.contract(), leaf.token(), leaf.account(), leaf.cumulativeWei()),
        new PayoutLeaf(leaf.chainId(), other, leaf.token(), leaf.account(), leaf.cumulativeWei()),
        new PayoutLeaf(
            leaf.chainId(), leaf.contract(), other, leaf.account(), leaf.cumulativeWei()),
        new PayoutLeaf(leaf.chainId(), leaf.contract(), leaf.token(), other, leaf.cumulativeWei()));
  }

  /** makeMerkleTree of the JavaScript library, line by line. */
  private static Hash definition(List<Hash> hashes) {
    List<Hash> sorted = hashes.stream().sorted().toList();
    Hash[] tree = new Hash[2 * sorted.size() - 1];
    for (int i = 0; i < sorted.size(); i++) {
      tree[tree.length - 1 - i] = sorted.get(i);
    }
    for (int i = tree.length - 1 - sorted.size(); i >= 0; i--) {
      List<Hash> children = List.of(tree[2 * i + 1], tree[2 * i + 2]).stream().sorted().toList();
      tree[i] = Hash.of(Keccak256.digest(children.get(0).toArray(), children.get(1).toArray()));
    }
    return tree[0];
  }

  private static List<PayoutLeaf> leaves(int size) {
    Bytes contract = Bytes.fromHex("c0".repeat(20));
    Bytes token = Bytes.fromHex("f0".repeat(20));
    return IntStream.range(0, size)
        .mapToObj(i ->
            new PayoutLeaf(
                31_337,
                contract,
                token,
                Bytes.copyOf(Hash.sha256(new byte[] {(byte) i}).toArray(), 0, 20),
                BigInteger.valueOf(i).pow(9)))
        .toList();
  }

  private static PayoutLeaf leaf(JsonNode values) {
    return new PayoutLeaf(
        new BigInteger(values.get(0).asString()),
        Bytes.fromHex(values.get(1).asString()),
        Bytes.fromHex(values.get(2).asString()),
        Bytes.fromHex(values.get(3).asString()),
        new BigInteger(values.get(4).asString()));
  }

  private static List<Hash> hashes(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(hash -> Hash.fromHex(hash.asString()))
        .toList();
  }

  /** Made by standard-merkle-tree.mjs, which lies beside it. */
  private static JsonNode vectors() throws IOException {
    try (InputStream in =
        StandardMerkleTreeTest.class.getResourceAsStream("standard-merkle-tree.json")) {
      return new JsonMapper().readTree(Objects.requireNonNull(in)).get("trees");
    }
  }
}
