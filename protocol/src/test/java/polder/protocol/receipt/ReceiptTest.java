package polder.protocol.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Keccak256;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.merkle.MerkleProof;

final class ReceiptTest {
  private static final Hash DEPLOYMENT = Hash.sha256("deployment".getBytes(UTF_8));
  private static final DeviceKey NODE = DeviceKey.ed25519(new byte[32]);
  private static final byte[] SECRET = word(7);

  private static List<Hash> messages(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> Hash.sha256(("message " + number).getBytes(UTF_8)))
        .toList();
  }

  private static List<Receipt> receipts(ReceiptBatch batch, int count) {
    return IntStream.range(0, count).mapToObj(batch::receipt).toList();
  }

  @Test
  void everyReceiptOfABatchVerifies() {
    for (int count : new int[] {1, 2, 3, 7, 64, 100}) {
      List<Receipt> receipts =
          receipts(
              ReceiptBatch.sign(DEPLOYMENT, messages(count), 12, NODE, Optional.empty()), count);
      assertThat(receipts).extracting(Receipt::message).isEqualTo(messages(count));
      assertThat(receipts).allMatch(Receipt::verifies);
      assertThat(receipts).extracting(receipt -> receipt.proof().size()).containsOnly((long) count);
      assertThat(receipts).extracting(Receipt::signature).containsOnly(receipts.get(0).signature());
    }
  }

  @Test
  void readsBackWhatItWrote() {
    for (Receipt receipt :
        receipts(
            ReceiptBatch.sign(DEPLOYMENT, messages(21), 1L << 40, NODE, Optional.empty()), 21)) {
      Receipt read = Receipt.decode(receipt.encode());
      assertThat(read).isEqualTo(receipt);
      assertThat(read.verifies()).isTrue();
    }
  }

  /** What is kept of a batch is little, and gives the very receipts of before. */
  @Test
  void aBatchIsMadeAgainOfItsMessages() {
    Bondsman bondsman =
        new Bondsman(
            Secp256k1.account(SECRET), DEPLOYMENT, digest -> Secp256k1.sign(SECRET, digest));
    for (Optional<Bondsman> by : List.of(Optional.<Bondsman>empty(), Optional.of(bondsman))) {
      ReceiptBatch batch = ReceiptBatch.sign(DEPLOYMENT, messages(21), 9, NODE, by);
      Bytes kept = batch.encode();
      ReceiptBatch again = ReceiptBatch.decode(kept, messages(21));
      assertThat(receipts(again, 21)).isEqualTo(receipts(batch, 21));
      assertThat(again.encode()).isEqualTo(kept);
      assertThat(ReceiptBatch.decode(kept, messages(20)).receipt(3).verifies()).isFalse();
      for (int length = 0; length < kept.size(); length++) {
        Bytes cut = Bytes.copyOf(kept.toArray(), 0, length);
        assertThatThrownBy(() -> ReceiptBatch.decode(cut, messages(21)))
            .isInstanceOf(CodecException.class);
      }
      Bytes longer = kept.concat(Bytes.wrap(new byte[1]));
      assertThatThrownBy(() -> ReceiptBatch.decode(longer, messages(21)))
          .isInstanceOf(CodecException.class);
      assertThatThrownBy(() -> ReceiptBatch.decode(batch.receipt(0).encode(), messages(21)))
          .isInstanceOf(CodecException.class);
    }
  }

  @Test
  void signsTheStatementThatIsSpecified() {
    Receipt receipt =
        ReceiptBatch.sign(DEPLOYMENT, messages(5), 12, NODE, Optional.empty()).receipt(3);
    Bytes specified =
        new CborWriter()
            .beginArray(5)
            .text("polder/receipt")
            .hash(DEPLOYMENT)
            .hash(receipt.batchRoot())
            .integer(5)
            .integer(12)
            .toBytes();
    assertThat(receipt.statement()).isEqualTo(specified);
  }

  @Test
  void aStakeAnswersInTheFormOfTheContract() {
    Hash domain = Hash.sha256("domain".getBytes(UTF_8));
    Account account = Secp256k1.account(SECRET);
    Bondsman bondsman = new Bondsman(account, domain, digest -> Secp256k1.sign(SECRET, digest));
    List<Receipt> receipts =
        receipts(ReceiptBatch.sign(DEPLOYMENT, messages(5), 12, NODE, Optional.of(bondsman)), 5);
    Receipt receipt = Receipt.decode(receipts.get(3).encode());
    assertThat(receipt).isEqualTo(receipts.get(3));
    assertThat(receipt.verifies()).isTrue();
    Bond bond = receipt.bond().orElseThrow();
    assertThat(List.of(bond.from(), bond.deadline(), bond.epochs())).containsExactly(12L, 15L, 4L);
    assertThat(receipts).allMatch(receipt::isSameBatch);
    assertThat(receipt.bonded(domain)).contains(account);
    assertThat(receipt.bonded(Hash.ZERO)).isNotEqualTo(Optional.of(account));

    // contracts/src/Faults.sol: keccak256(0x1901 ‖ domain ‖ keccak256(abi.encode(type, receipt)))
    byte[] struct =
        Keccak256.digest(
            Keccak256.digest(
                "Receipt(bytes32 root,uint64 size,uint64 from,uint64 deadline)".getBytes(UTF_8)),
            receipt.batchRoot().toArray(),
            word(5),
            word(12),
            word(15));
    byte[] digest = Keccak256.digest(new byte[] {0x19, 1}, domain.toArray(), struct);
    assertThat(CompactSignature.recover(Hash.of(digest), bond.signature())).contains(account);
  }

  private static byte[] word(int number) {
    byte[] word = new byte[32];
    word[31] = (byte) number;
    return word;
  }

  @Test
  void nothingOfItCanBeChanged() {
    Receipt good =
        ReceiptBatch.sign(DEPLOYMENT, messages(5), 12, NODE, Optional.empty()).receipt(3);
    Hash other = Hash.sha256("other".getBytes(UTF_8));
    MerkleProof proof = good.proof();
    DeviceKey stranger = DeviceKey.ed25519(other.toArray());
    List<Receipt> changed =
        List.of(
            with(other, good.message(), 12, good.batchRoot(), good, proof),
            with(DEPLOYMENT, other, 12, good.batchRoot(), good, proof),
            with(DEPLOYMENT, good.message(), 13, good.batchRoot(), good, proof),
            with(DEPLOYMENT, good.message(), 12, other, good, proof),
            with(DEPLOYMENT, good.message(), 12, good.batchRoot(), good, at(2, 5, proof.path())),
            with(DEPLOYMENT, good.message(), 12, good.batchRoot(), good, at(3, 6, proof.path())),
            new Receipt(
                DEPLOYMENT,
                good.message(),
                12,
                good.batchRoot(),
                stranger.id(),
                good.signature(),
                proof));
    assertThat(changed).noneMatch(Receipt::verifies);
  }

  private static Receipt with(
      Hash deployment, Hash message, long deadline, Hash root, Receipt good, MerkleProof proof) {
    return new Receipt(deployment, message, deadline, root, good.node(), good.signature(), proof);
  }

  private static MerkleProof at(long index, long size, List<Hash> path) {
    return new MerkleProof(index, size, path);
  }

  @Test
  void aChangedByteIsRefusedOrDoesNotVerify() {
    long seed = 3;
    SplittableRandom random = new SplittableRandom(seed);
    Bytes good =
        ReceiptBatch.sign(DEPLOYMENT, messages(5), 12, NODE, Optional.empty()).receipt(3).encode();
    for (int at = 0; at < good.size(); at++) {
      byte[] changed = good.toArray();
      changed[at] ^= (byte) (1 + random.nextInt(255));
      assertThat(verifies(changed)).as("seed %d, byte %d", seed, at).isFalse();
    }
  }

  private static boolean verifies(byte[] encoded) {
    try {
      return Receipt.decode(Bytes.wrap(encoded)).verifies();
    } catch (CodecException e) {
      return false;
    }
  }

  @Test
  void refusesWhatIsNoReceipt() {
    Bytes good =
        ReceiptBatch.sign(DEPLOYMENT, messages(5), 12, NODE, Optional.empty()).receipt(3).encode();
    for (int length = 0; length < good.size(); length++) {
      Bytes cut = Bytes.copyOf(good.unsafeArray(), 0, length);
      assertThatThrownBy(() -> Receipt.decode(cut)).isInstanceOf(CodecException.class);
    }
    Bytes longer = good.concat(Bytes.wrap(new byte[1]));
    assertThatThrownBy(() -> Receipt.decode(longer)).isInstanceOf(CodecException.class);
  }
}
