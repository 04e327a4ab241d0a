package polder.protocol.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.merkle.MerkleProof;

final class ReceiptTest {
  private static final Hash DEPLOYMENT = Hash.sha256("deployment".getBytes(UTF_8));
  private static final DeviceKey NODE = DeviceKey.ed25519(new byte[32]);

  private static List<Hash> messages(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> Hash.sha256(("message " + number).getBytes(UTF_8)))
        .toList();
  }

  @Test
  void everyReceiptOfABatchVerifies() {
    for (int count : new int[] {1, 2, 3, 7, 64, 100}) {
      List<Receipt> receipts = Receipt.issue(DEPLOYMENT, messages(count), 12, NODE);
      assertThat(receipts).extracting(Receipt::message).isEqualTo(messages(count));
      assertThat(receipts).allMatch(Receipt::verifies);
      assertThat(receipts).extracting(receipt -> receipt.proof().size()).containsOnly((long) count);
      assertThat(receipts).extracting(Receipt::signature).containsOnly(receipts.get(0).signature());
    }
  }

  @Test
  void readsBackWhatItWrote() {
    for (Receipt receipt : Receipt.issue(DEPLOYMENT, messages(21), 1L << 40, NODE)) {
      Receipt read = Receipt.decode(receipt.encode());
      assertThat(read).isEqualTo(receipt);
      assertThat(read.verifies()).isTrue();
    }
  }

  @Test
  void signsTheStatementThatIsSpecified() {
    Receipt receipt = Receipt.issue(DEPLOYMENT, messages(5), 12, NODE).get(3);
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
  void nothingOfItCanBeChanged() {
    Receipt good = Receipt.issue(DEPLOYMENT, messages(5), 12, NODE).get(3);
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
    Bytes good = Receipt.issue(DEPLOYMENT, messages(5), 12, NODE).get(3).encode();
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
    Bytes good = Receipt.issue(DEPLOYMENT, messages(5), 12, NODE).get(3).encode();
    for (int length = 0; length < good.size(); length++) {
      Bytes cut = Bytes.copyOf(good.unsafeArray(), 0, length);
      assertThatThrownBy(() -> Receipt.decode(cut)).isInstanceOf(CodecException.class);
    }
    Bytes longer = good.concat(Bytes.wrap(new byte[1]));
    assertThatThrownBy(() -> Receipt.decode(longer)).isInstanceOf(CodecException.class);
  }
}
