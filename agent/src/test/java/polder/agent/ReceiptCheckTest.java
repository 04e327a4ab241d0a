package polder.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.receipt.Bond;
import polder.protocol.receipt.Bondsman;
import polder.protocol.receipt.Receipt;
import polder.protocol.receipt.ReceiptBatch;

/** A client takes no receipt that nobody could be held to. */
class ReceiptCheckTest {
  private static final DeviceKey NODE = DeviceKey.ed25519(new byte[32]);
  private static final Hash ID = Hash.fromHex("ab".repeat(32));
  private static final Hash MESSAGE = Hash.sha256("message".getBytes(UTF_8));
  private static final Account CONTRACT =
      Account.parse("0x00000000000000000000000000000000000000aa");
  private static final long OPEN = 7;

  private final Deployment deployment = deployment(Optional.of(Secp256k1.account(secret(1))));
  private final ReceiptCheck check = new ReceiptCheck(deployment, () -> OPEN * 10_000 + 5_000);

  private static Deployment deployment(Optional<Account> validator) {
    return new Deployment(
        "test",
        ID,
        31_337,
        0,
        10_000,
        0,
        NODE.id().did(),
        validator.map(its -> CONTRACT),
        validator,
        false,
        List.of());
  }

  private static byte[] secret(int number) {
    byte[] secret = new byte[32];
    secret[31] = (byte) number;
    return secret;
  }

  private Receipt receipt(long openEpoch, int signer) {
    byte[] secret = secret(signer);
    return ReceiptBatch.sign(
            ID,
            List.of(MESSAGE),
            openEpoch,
            NODE,
            Optional.of(
                new Bondsman(
                    Secp256k1.account(secret),
                    deployment.receiptDomain().orElseThrow(),
                    digest -> Secp256k1.sign(secret, digest))))
        .receipt(0);
  }

  private static Receipt with(Receipt receipt, Optional<Bond> bond) {
    return new Receipt(
        receipt.deployment(),
        receipt.message(),
        receipt.deadlineEpoch(),
        receipt.batchRoot(),
        receipt.node(),
        receipt.signature(),
        receipt.proof(),
        bond);
  }

  private String wrong(Receipt receipt) {
    return check.wrong(MESSAGE, receipt.encode()).orElse("");
  }

  @Test
  void takesWhatAStakeAnswersFor() {
    assertThat(wrong(receipt(OPEN, 1))).isEmpty();
    assertThat(wrong(receipt(OPEN, 1))).as("of the same batch").isEmpty();
  }

  @Test
  void refusesWhatNobodyCouldBeHeldTo() {
    Receipt good = receipt(OPEN, 1);
    Bytes signature = good.bond().orElseThrow().signature();
    assertThat(wrong(with(good, Optional.empty()))).contains("no validator's stake");
    assertThat(wrong(receipt(OPEN, 2))).contains("did not sign");
    assertThat(wrong(with(good, Optional.of(new Bond(OPEN, OPEN + 8, signature)))))
        .contains("9 epochs");
    assertThat(wrong(with(good, Optional.of(new Bond(OPEN, OPEN + 4, signature)))))
        .contains("did not sign");
    assertThat(wrong(with(good, Optional.of(new Bond(OPEN + 1, OPEN + 4, signature)))))
        .contains("none of those");
    assertThat(wrong(receipt(1_000_000, 1))).contains("far ahead");
    assertThat(check.wrong(ID, good.encode())).isPresent();
  }

  @Test
  void aMessageThatCameBeforeKeepsTheReceiptOfThen() {
    Receipt good = receipt(OPEN, 1);
    assertThat(check.wrongAgain(MESSAGE, with(good, Optional.empty()).encode())).isEmpty();
    assertThat(check.wrongAgain(MESSAGE, receipt(OPEN, 2).encode())).isEmpty();
    assertThat(wrong(with(good, Optional.empty()))).as("it is not remembered").isNotEmpty();
  }

  @Test
  void withoutAChainTheNodesWordIsAllThereIs() {
    ReceiptCheck alone = new ReceiptCheck(deployment(Optional.empty()), () -> 0);
    Receipt plain =
        ReceiptBatch.sign(ID, List.of(MESSAGE), OPEN, NODE, Optional.empty()).receipt(0);
    assertThat(alone.wrong(MESSAGE, plain.encode())).isEmpty();
  }
}
