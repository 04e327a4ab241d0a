package polder.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlRecord;

/** Which message an outbox says came before the next: the last that can have been sent, or none. */
class OutboxPreviousTest extends OutboxScene {
  /** Signs one reading. */
  private static DeviceMessage sealOne(Outbox outbox) throws IOException {
    outbox.add(List.of(reading(1)), Optional.empty());
    return outbox.seal(1, NOW, SIGNER);
  }

  /** Whoever looks into a new folder cannot know whether the key was used with another. */
  @Test
  void aNewFolderNamesNoMessageBeforeUntilANodeTookOne() throws IOException {
    try (Outbox outbox = open()) {
      DeviceMessage first = sealOne(outbox);
      assertThat(first.previous()).isEmpty();
      assertThat(sealOne(outbox).previous()).isEmpty();
      outbox.acknowledged(List.of(first.sequence()));
      outbox.settle(List.of(first.sequence()));
      DeviceMessage third = sealOne(outbox);
      assertThat(third.previous()).contains(first.sequence() + 1);
      outbox.renew(first.sequence() + 1, NOW, List.of(reading(1)), SIGNER);
      assertThat(DeviceMessage.decode(outbox.oldest(9, PLENTY).getLast().wire()).previous())
          .contains(third.sequence());
    }
    try (Outbox outbox = open()) {
      assertThat(sealOne(outbox).previous()).contains(sequences(outbox).getLast() - 1);
    }
  }

  /** Ends before it has signed anything. */
  private static final class Killed implements Outbox.Signer {
    @Override
    public Outbox.Author author() {
      return SIGNER.author();
    }

    @Override
    public DeviceMessage sign(Outbox.Numbering number, List<SenmlRecord> readings) {
      throw new IllegalStateException("killed");
    }
  }

  /** As if the process was killed: nothing is closed, and what is on the disk is read again. */
  @Test
  void afterAKillTheMessageBeforeIsTheLastThatCanHaveBeenSent() throws IOException {
    Path killed = folder.resolve("killed");
    long last;
    try (Outbox outbox = open()) {
      long first = sealOne(outbox).sequence();
      outbox.acknowledged(List.of(first));
      last = sealOne(outbox).sequence();
      // Killed after signing and before anything is on the disk: the message was never sent.
      assertThatThrownBy(() -> outbox.seal(1, NOW, new Killed()))
          .isInstanceOf(IllegalStateException.class);
      Files.createDirectories(killed);
      Files.copy(folder.resolve("outbox.log"), killed.resolve("outbox.log"));
    }
    try (Outbox outbox = open(killed, PLENTY)) {
      assertThat(sealOne(outbox).previous()).contains(last);
    }
  }

  /**
   * Wherever a file is damaged: the next message names none before it, or the last that was signed,
   * and never an earlier one, by which an honest device would look like a copy of itself.
   */
  @Test
  void afterDamageTheMessageBeforeIsTheLastOrUnknown() throws IOException {
    long last;
    try (Outbox outbox = open()) {
      long first = sealOne(outbox).sequence();
      outbox.acknowledged(List.of(first));
      sealOne(outbox);
      last = sealOne(outbox).sequence();
    }
    byte[] whole = Files.readAllBytes(folder.resolve("outbox.log"));
    int unknown = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x55;
      Path file = folder.resolve("damaged.log");
      Files.write(file, damaged);
      Optional<Long> previous = OutboxState.of(RecordLog.read(file)).next(0).previous();
      assertThat(previous.orElse(last)).as("damaged at byte %d", at).isEqualTo(last);
      unknown += previous.isEmpty() ? 1 : 0;
    }
    assertThat(unknown).isEqualTo(whole.length);
  }

  @Test
  void whatWasDamagedStaysUnknownOverRestartsUntilANodeTookALaterMessage() throws IOException {
    try (Outbox outbox = open()) {
      outbox.acknowledged(List.of(sealOne(outbox).sequence()));
      sealOne(outbox);
    }
    Path file = folder.resolve("outbox.log");
    byte[] torn = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(torn, torn.length - 1));
    open().close();
    long old;
    try (Outbox outbox = open()) {
      old = sequences(outbox).getFirst();
      outbox.acknowledged(List.of(old));
      DeviceMessage unsure = sealOne(outbox);
      assertThat(unsure.previous()).isEmpty();
      outbox.acknowledged(List.of(unsure.sequence()));
    }
    try (Outbox outbox = open()) {
      assertThat(sealOne(outbox).previous()).contains(sequences(outbox).getLast() - 1);
    }
  }

  private static DeviceMessage sealOne(Outbox outbox, Outbox.Signer signer) throws IOException {
    outbox.add(List.of(reading(1)), Optional.empty());
    return outbox.seal(1, NOW, signer);
  }

  /** What one key signed in one network is not before what is signed with or for another. */
  @Test
  void anotherAuthorNamesNoMessageBeforeUntilANodeTookOneOfItsOwn() throws IOException {
    List<Outbox.Signer> others =
        List.of(new TestSigner(KEY, "noise"), new TestSigner(DeviceKey.ed25519(seed(1)), "noise"));
    long last;
    try (Outbox outbox = open()) {
      outbox.acknowledged(List.of(sealOne(outbox).sequence()));
      last = sealOne(outbox).sequence();
    }
    for (Outbox.Signer other : others) {
      long first;
      try (Outbox outbox = open()) {
        first = sealOne(outbox, other).sequence();
        assertThat(DeviceMessage.decode(outbox.oldest(99, PLENTY).getLast().wire()).previous())
            .isEmpty();
        // What a node has of the one before says nothing of this one.
        outbox.acknowledged(List.of(last));
        outbox.renew(first, NOW, List.of(reading(1)), other);
      }
      try (Outbox outbox = open()) {
        DeviceMessage renewed = DeviceMessage.decode(outbox.oldest(99, PLENTY).getLast().wire());
        assertThat(renewed.previous()).isEmpty();
        outbox.acknowledged(List.of(renewed.sequence()));
      }
      try (Outbox outbox = open()) {
        DeviceMessage next = sealOne(outbox, other);
        assertThat(next.previous()).contains(next.sequence() - 1);
        last = next.sequence();
      }
    }
    try (Outbox outbox = open()) {
      assertThat(sealOne(outbox).previous()).isEmpty();
    }
  }

  private static byte[] seed(int number) {
    byte[] seed = new byte[32];
    seed[0] = (byte) number;
    return seed;
  }

  /** As another version might write it: whole, and nothing that this one reads. */
  @Test
  void aRecordThatIsPassedOverMayHaveBeenAMessage() throws IOException {
    try (Outbox outbox = open()) {
      outbox.acknowledged(List.of(sealOne(outbox).sequence()));
    }
    Path file = folder.resolve("outbox.log");
    List<RecordLog.Entry> entries = new ArrayList<>(RecordLog.read(file).entries());
    entries.add(new RecordLog.Entry(99, Bytes.wrap(new byte[] {(byte) 0x80})));
    RecordLog.replace(file, entries).close();
    try (Outbox outbox = open()) {
      assertThat(sealOne(outbox).previous()).isEmpty();
    }
    assertThat(warnings).singleElement().asString().contains("another version").endsWith(": 1");
  }
}
