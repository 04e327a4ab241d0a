package polder.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import polder.protocol.Bytes;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

class OutboxTest extends OutboxScene {
  /**
   * Every byte is tried on the file; forcing a whole outbox to the disk each time takes minutes.
   */
  private static final int OPENED_EACH = 29;

  private static List<Long> numbers(List<SenmlRecord> readings) {
    return readings.stream()
        .map(reading -> ((SenmlValue.Number) reading.value()).value().longValueExact())
        .toList();
  }

  /** What an outbox should hold, kept in the simplest way. */
  private static final class Model {
    private final List<Long> pending = new ArrayList<>();
    private final Map<Long, Bytes> messages = new TreeMap<>();
    private String place = "";

    void agrees(Outbox outbox, String when) {
      assertThat(numbers(outbox.pending(Integer.MAX_VALUE))).as(when).isEqualTo(pending);
      assertThat(outbox.oldest(Integer.MAX_VALUE, Long.MAX_VALUE))
          .as(when)
          .isEqualTo(
              messages.entrySet().stream()
                  .map(entry -> new Outbox.Stored(entry.getKey(), entry.getValue()))
                  .toList());
      assertThat(outbox.position("file").orElse("")).as(when).isEqualTo(place);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void holdsWhatWasPutInAndNotTakenOutOverAnyHistory(long seed) throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Model model = new Model();
    long next = 0;
    long last = 0;
    Outbox outbox = open();
    try {
      for (int step = 0; step < 1500; step++) {
        switch (random.nextInt(6)) {
          case 0, 1 -> {
            List<SenmlRecord> readings = new ArrayList<>();
            // Now and then more than one record of the file can hold.
            int count = random.nextInt(20) == 0 ? 250 : random.nextInt(4);
            for (int i = 0; i < count; i++) {
              model.pending.add(next);
              readings.add(reading(next++));
            }
            model.place = "line " + next;
            outbox.add(readings, Optional.of(new Outbox.Position("file", model.place)));
          }
          case 2 -> {
            int count = Math.min(model.pending.size(), 1 + random.nextInt(100));
            if (count > 0) {
              DeviceMessage message = outbox.seal(count, NOW + step / 10, SIGNER);
              assertThat(message.sequence()).isGreaterThan(last).isGreaterThanOrEqualTo(NOW);
              last = message.sequence();
              assertThat(numbers(SenmlPack.decode(message.payload())))
                  .isEqualTo(model.pending.subList(0, count));
              model.pending.subList(0, count).clear();
              model.messages.put(message.sequence(), message.wire());
            }
          }
          case 3 -> {
            List<Long> settled =
                model.messages.keySet().stream().filter(one -> random.nextInt(3) > 0).toList();
            outbox.settle(settled);
            model.messages.keySet().removeAll(settled);
          }
          case 4 -> {
            if (!model.messages.isEmpty() && random.nextInt(4) == 0) {
              long old = model.messages.keySet().iterator().next();
              outbox.renew(old, NOW, List.of(reading(old)), SIGNER);
              model.messages.remove(old);
              long fresh = sequences(outbox).getLast();
              assertThat(fresh).isGreaterThan(last);
              last = fresh;
              Outbox.Numbering number = new Outbox.Numbering(fresh, Optional.empty());
              model.messages.put(fresh, SIGNER.sign(number, List.of(reading(old))).wire());
            }
          }
          default -> {
            if (random.nextInt(10) == 0) {
              outbox.close();
              outbox = open();
            }
          }
        }
        model.agrees(outbox, "seed " + seed + ", step " + step);
      }
      assertThat(warnings).isEmpty();
    } finally {
      outbox.close();
    }
  }

  /** A small history with every type of record in it, as bytes of the file. */
  private byte[] history() throws IOException {
    try (Outbox outbox = open()) {
      for (int i = 0; i < 6; i++) {
        outbox.add(List.of(reading(2 * i), reading(2 * i + 1)), Optional.empty());
        if (i % 2 == 1) {
          outbox.seal(2, NOW, SIGNER);
        }
      }
      outbox.settle(List.of(NOW));
      outbox.renew(NOW + 1, NOW, List.of(reading(100)), SIGNER);
      outbox.add(List.of(reading(12)), Optional.empty());
      outbox.sync();
      return Files.readAllBytes(folder.resolve("outbox.log"));
    }
  }

  @Test
  void survivesATailThatIsCutAtAnyByte() throws IOException {
    byte[] whole = history();
    Path torn = Files.createDirectory(folder.resolve("torn"));
    int held = 0;
    for (int length = 0; length <= whole.length; length++) {
      Path file = Files.write(torn.resolve("outbox.log"), Arrays.copyOf(whole, length));
      OutboxState state = OutboxState.of(RecordLog.read(file));
      // What was whole before is never lost by cutting later: each state is one of the history.
      held = Math.max(held, state.messageCount());
      assertThat(state.messageCount()).isLessThanOrEqualTo(4);
      if (length % OPENED_EACH == 0 || length == whole.length) {
        worksOn(torn);
      }
    }
    assertThat(held).isEqualTo(3);
    Files.write(torn.resolve("outbox.log"), whole);
    try (Outbox outbox = open(torn, PLENTY)) {
      assertThat(numbers(outbox.pending(100))).containsExactly(6L, 7L, 8L, 9L, 10L, 11L, 12L);
      assertThat(sequences(outbox)).containsExactly(NOW + 2, NOW + 3);
    }
  }

  /** Takes a reading and seals all there is, with a sequence number that is not in the file. */
  private void worksOn(Path where) throws IOException {
    try (Outbox outbox = open(where, PLENTY)) {
      List<Long> before = sequences(outbox);
      outbox.add(List.of(reading(50)), Optional.empty());
      DeviceMessage message = outbox.seal(outbox.pendingCount(), 0, SIGNER);
      assertThat(before).allMatch(sequence -> sequence < message.sequence());
      assertThat(numbers(SenmlPack.decode(message.payload()))).last().isEqualTo(50L);
    }
    try (Outbox again = open(where, PLENTY)) {
      assertThat(
              numbers(
                  SenmlPack.decode(
                      DeviceMessage.decode(again.oldest(99, PLENTY).getLast().wire().toArray())
                          .payload())))
          .last()
          .isEqualTo(50L);
    }
  }

  @Test
  void losesOnlyTheRecordOfAByteThatChanged() throws IOException {
    byte[] whole = history();
    Path bad = Files.createDirectory(folder.resolve("bad"));
    int records = RecordLog.read(Files.write(bad.resolve("outbox.log"), whole)).entries().size();
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x20;
      Path file = Files.write(bad.resolve("outbox.log"), changed);
      RecordLog.Contents contents = RecordLog.read(file);
      assertThat(contents.entries()).as("byte %s", at).hasSize(records - 1);
      assertThat(contents.damagedBytes()).as("byte %s", at).isPositive();
      OutboxState state = OutboxState.of(contents);
      // Of seven readings a record holds two at most; readings of a lost message come back.
      assertThat(numbers(state.pending(100))).as("byte %s", at).hasSizeGreaterThanOrEqualTo(5);
      assertThat(numbers(state.pending(100))).as("byte %s", at).isSorted();
      assertThat(state.messageCount()).as("byte %s", at).isBetween(1, 3);
      if (at % OPENED_EACH == 0) {
        warnings.clear();
        worksOn(bad);
        // Said once; what was saved is in a clean file afterwards.
        assertThat(warnings).as("byte %s", at).hasSize(1);
        assertThat(warnings.getFirst()).contains("unreadable bytes");
      }
    }
  }

  @Test
  void startsWithAnythingInTheFile() throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4);
    byte[] noise = new byte[200_000];
    random.nextBytes(noise);
    Files.write(folder.resolve("outbox.log"), noise);
    try (Outbox outbox = open()) {
      assertThat(outbox.pendingCount() + outbox.messageCount()).isZero();
    }
    assertThat(warnings).hasSize(1);
  }

  @Test
  void dropsTheOldestWhenFullAndSaysSo() throws IOException {
    long most = 20_000;
    try (Outbox outbox = open(folder, most)) {
      for (int i = 0; i < 1000; i++) {
        outbox.add(List.of(reading(i)), Optional.empty());
        if (i % 2 == 1 && i < 500) {
          outbox.seal(2, NOW, SIGNER);
        }
      }
      List<Long> pending = numbers(outbox.pending(Integer.MAX_VALUE));
      assertThat(pending).last().isEqualTo(999L);
      assertThat(pending.getLast() - pending.getFirst()).isEqualTo(pending.size() - 1L);
      assertThat(sequences(outbox)).as("older than every reading that waits").isEmpty();
      assertThat(warnings).isNotEmpty().hasSizeLessThan(60);
      assertThat(warnings.getFirst()).contains("full").contains("dropped the oldest");
    }
    try (Outbox again = open(folder, most)) {
      assertThat(numbers(again.pending(Integer.MAX_VALUE))).last().isEqualTo(999L);
    }
  }

  @Test
  void theFileStaysSmallHoweverMuchPassesThrough() throws IOException {
    try (Outbox outbox = open()) {
      for (int i = 0; i < 3000; i++) {
        outbox.add(List.of(reading(i)), Optional.empty());
        if (i % 100 == 99) {
          DeviceMessage message = outbox.seal(100, NOW, SIGNER);
          outbox.settle(List.of(message.sequence()));
        }
      }
      byte[] large = new byte[200];
      for (int i = 0; i < 10_000; i++) {
        outbox.add(
            List.of(reading(i)),
            Optional.of(new Outbox.Position("file", "x".repeat(large.length))));
        if (i % 100 == 99) {
          outbox.settle(List.of(outbox.seal(100, NOW, SIGNER).sequence()));
        }
      }
      assertThat(Files.size(folder.resolve("outbox.log"))).isLessThan(1_400_000);
    }
  }

  @Test
  void aSecondAgentOnTheSameFolderIsRefused() throws IOException {
    try (Outbox outbox = open()) {
      assertThat(outbox.pendingCount()).isZero();
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another agent uses");
    }
    open().close();
  }

  @Test
  void aSequenceIsNeverUsedTwiceThoughTheClockGoesBack() throws IOException {
    long first;
    try (Outbox outbox = open()) {
      outbox.add(List.of(reading(1)), Optional.empty());
      first = outbox.seal(1, NOW, SIGNER).sequence();
      outbox.settle(List.of(first));
    }
    try (Outbox outbox = open()) {
      outbox.add(List.of(reading(2)), Optional.empty());
      assertThat(outbox.seal(1, NOW - 86_400_000, SIGNER).sequence()).isEqualTo(first + 1);
    }
  }

  @Test
  void whatAKilledAgentSaidItHasIsThere() throws Exception {
    killRounds(4, 11);
  }

  @Tag("full")
  @Test
  void whatAKilledAgentSaidItHasIsThereFiftyTimes() throws Exception {
    killRounds(50, 12);
  }

  /** Each round a child works on the folder and says what is done, until it is killed. */
  private void killRounds(int rounds, long seed) throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    long lastSequence = 0;
    for (int round = 0; round < rounds; round++) {
      Process child =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElse("java"),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  ChildAgent.class.getName(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      ChildAgent.Log log = new ChildAgent.Log();
      int lines = 50 + random.nextInt(500);
      try (BufferedReader said = child.inputReader(StandardCharsets.UTF_8)) {
        for (int i = 0; i < lines; i++) {
          log.read(said.readLine());
        }
        // By the handle, because the process object would close what it has not yet been read of.
        child.toHandle().destroyForcibly();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
          log.read(line);
        }
      }
      assertThat(child.waitFor()).as("killed, not ended").isNotZero();
      String when = "seed " + seed + ", round " + round;
      try (Outbox outbox = open()) {
        assertThat(warnings).as(when).allMatch(line -> line.contains("unreadable"));
        assertThat(sequences(outbox)).as(when).containsAll(log.sealedAndNotSettled());
        assertThat(sequences(outbox)).as(when).isSorted();
        assertThat(numbers(outbox.pending(Integer.MAX_VALUE)))
            .as(when)
            .containsAll(log.addedAndNotSealed());
        assertThat(log.firstSequence()).as(when).isGreaterThan(lastSequence);
        lastSequence = log.lastSequence();
        outbox.settle(sequences(outbox));
        if (outbox.pendingCount() > 0) {
          DeviceMessage rest = outbox.seal(outbox.pendingCount(), 0, SIGNER);
          lastSequence = rest.sequence();
          outbox.settle(List.of(rest.sequence()));
        }
      }
    }
  }
}
