package polder.node.settle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import polder.epoch.FixedInputs;
import polder.node.archive.SignedInputs;
import polder.node.settle.SeedDesk.Verdict;
import polder.ports.MemoryArchive;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.CompactSignature;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Eip712;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.settlement.ChainPoint;
import polder.protocol.settlement.SeedChain;
import polder.protocol.settlement.SeedCommitment;
import polder.protocol.settlement.SeedLink;
import polder.protocol.settlement.SeedReveal;

/** Links are taken for what is fixed, from those that owe them, and kept through a restart. */
class SeedDeskTest {
  private static final long PATIENCE_MILLIS = 60_000;
  static final Hash DOMAIN = Hash.sha256(new byte[] {3});
  private static final DeviceKey NODE = DeviceKey.ed25519(secret(9));

  private final MemoryArchive kept = new MemoryArchive();
  private final Validator own = new Validator(1);
  private final Validator one = new Validator(2);
  private final Validator two = new Validator(4);

  static byte[] secret(int filler) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) filler);
    return secret;
  }

  /** A validator and what it says. */
  static final class Validator {
    final byte[] key;
    final Account account;
    final SeedChain chain;

    Validator(int number) {
      this.key = secret(number);
      this.account = Secp256k1.account(key);
      this.chain = SeedChain.of(secret(100 + number), 50);
    }

    SeedReveal reveal(FixedInputs inputs) {
      return new SeedReveal(
          inputs.epoch(), inputs.attempt(), inputs.hash(), chain.link(inputs.epoch()));
    }

    Bytes sign(SeedReveal reveal) {
      return sign(reveal.typed().hashStruct());
    }

    /** Of typed data with this hash. */
    Bytes sign(Hash struct) {
      return CompactSignature.of(Secp256k1.sign(key, Eip712.digest(DOMAIN, struct)));
    }
  }

  private SeedDesk desk(long waitMillis) {
    SeedDesk desk =
        new SeedDesk(
            new SeedDesk.Parts(
                NODE,
                DOMAIN,
                Optional.of(new SeedDesk.Own(own.account, own.chain)),
                kept,
                waitMillis));
    desk.reachable();
    return desk;
  }

  static FixedInputs inputs(long epoch, int filler) {
    Hash some = Hash.sha256(new byte[] {(byte) filler});
    return new FixedInputs(some, epoch, 0, some, 0, 1, ChainPoint.NONE, some, some, some, some);
  }

  private SortedMap<Account, SeedCommitment> due() {
    SortedMap<Account, SeedCommitment> due = new TreeMap<>();
    for (Validator validator : List.of(own, one, two)) {
      due.put(validator.account, SeedCommitment.of(validator.chain.tip(), 0));
    }
    return due;
  }

  static CompletableFuture<List<SeedLink>> gather(
      SeedDesk desk, FixedInputs inputs, SortedMap<Account, SeedCommitment> due) {
    CompletableFuture<List<SeedLink>> links = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            links.complete(desk.gather(inputs, due));
          } catch (IOException | InterruptedException e) {
            links.completeExceptionally(e);
          }
        });
    return links;
  }

  private static Verdict give(SeedDesk desk, Validator validator, FixedInputs inputs)
      throws IOException {
    SeedReveal reveal = validator.reveal(inputs);
    return desk.take(reveal, validator.account, validator.sign(reveal));
  }

  private static List<SeedLink> end(CompletableFuture<List<SeedLink>> links)
      throws InterruptedException, ExecutionException, TimeoutException {
    return links.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Test
  void showsWhatIsFixedAndEndsWhenAllLinksAreThere() throws Exception {
    SeedDesk desk = desk(PATIENCE_MILLIS);
    FixedInputs inputs = inputs(0, 1);
    CompletableFuture<List<SeedLink>> links = gather(desk, inputs, due());
    SignedInputs shown = desk.fixed(0, PATIENCE_MILLIS).orElseThrow();
    assertThat(shown.inputs()).isEqualTo(inputs);
    assertThat(shown.isSignatureGood()).isTrue();

    FixedInputs other = inputs(0, 2);
    assertThat(give(desk, one, other)).isEqualTo(Verdict.OTHER_INPUTS);
    assertThat(give(desk, new Validator(6), inputs)).isEqualTo(Verdict.NOT_DUE);
    SeedReveal ofOne = one.reveal(inputs);
    assertThat(desk.take(ofOne, one.account, two.sign(ofOne))).isEqualTo(Verdict.BAD_SIGNATURE);
    SeedReveal next = new SeedReveal(0, 0, inputs.hash(), one.chain.link(1));
    assertThat(desk.take(next, one.account, one.sign(next))).isEqualTo(Verdict.BAD_LINK);

    assertThat(give(desk, one, inputs)).isEqualTo(Verdict.TAKEN);
    assertThat(give(desk, one, inputs)).as("again").isEqualTo(Verdict.TAKEN);
    assertThat(give(desk, two, inputs)).isEqualTo(Verdict.TAKEN);
    assertThat(end(links))
        .containsExactlyInAnyOrder(
            new SeedLink(own.account, own.chain.link(0)),
            new SeedLink(one.account, one.chain.link(0)),
            new SeedLink(two.account, two.chain.link(0)));
    assertThat(give(desk, one, inputs)).as("late").isEqualTo(Verdict.NOT_OPEN);
  }

  @Test
  void whatWasTakenIsInTheEpochThoughTheNodeEndsInBetween() throws Exception {
    SeedDesk first = desk(PATIENCE_MILLIS);
    FixedInputs inputs = inputs(0, 1);
    gather(first, inputs, due());
    assertThat(first.fixed(0, PATIENCE_MILLIS)).isPresent();
    assertThat(give(first, one, inputs)).isEqualTo(Verdict.TAKEN);

    SeedDesk again = desk(0);
    assertThat(end(gather(again, inputs, due())))
        .extracting(SeedLink::validator)
        .containsExactlyInAnyOrder(own.account, one.account);
    end(gather(again, inputs(1, 1), due()));
    assertThat(kept.list("given")).as("of sealed epochs").isEmpty();
  }

  @Test
  void whoWasSilentForLongIsNotWaitedForUnlessItIsHeardOf() throws Exception {
    SeedDesk desk = desk(PATIENCE_MILLIS);
    SortedMap<Account, SeedCommitment> due = due();
    due.remove(two.account);
    // It gave one link once.
    due.put(one.account, new SeedCommitment(0, one.chain.link(0), 1, Optional.empty()));
    FixedInputs early = inputs(9, 1);
    // Ends at once, or the test does not: nothing of it came for eight epochs.
    assertThat(end(gather(desk, early, due)))
        .extracting(SeedLink::validator)
        .containsExactly(own.account);
    assertThat(give(desk, one, early)).isEqualTo(Verdict.NOT_OPEN);

    FixedInputs next = inputs(10, 1);
    CompletableFuture<List<SeedLink>> links = gather(desk, next, due);
    assertThat(desk.fixed(10, PATIENCE_MILLIS)).isPresent();
    assertThat(give(desk, one, next)).isEqualTo(Verdict.TAKEN);
    assertThat(end(links)).hasSize(2);
  }
}
