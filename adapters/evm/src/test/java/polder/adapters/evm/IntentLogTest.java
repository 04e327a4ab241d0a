package polder.adapters.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.chain.Anchor;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

class IntentLogTest {
  private static final Account SOMEBODY = new Account(Bytes.wrap(new byte[Account.SIZE]));
  private static final Hash HASH = new Hash(1, 2, 3, 4);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("deep/log");
  }

  private static List<LogRecord> all() {
    Intent full =
        new Intent(
            "full",
            Optional.of(SOMEBODY),
            Bytes.fromHex("0102"),
            BigInteger.TWO.pow(255),
            OptionalLong.of(21_000),
            OptionalLong.of(7));
    Version version =
        new Version(7, new Fees(BigInteger.TEN, BigInteger.ONE), 21_000, Bytes.fromHex("03"), 9);
    return List.of(
        new LogRecord.Owner(31_337, HASH, SOMEBODY),
        new LogRecord.Taken(full),
        new LogRecord.Taken(
            new Intent(
                "create",
                Optional.empty(),
                Bytes.fromHex("00"),
                BigInteger.ZERO,
                OptionalLong.empty(),
                OptionalLong.empty())),
        new LogRecord.Signed("full", version),
        new LogRecord.Adopted("full", HASH),
        new LogRecord.Lost("full"),
        new LogRecord.Over(
            "create",
            new Progress.Succeeded(HASH, new Anchor(5, HASH), 77, Optional.of(SOMEBODY)),
            Optional.of(3L)),
        new LogRecord.Over(
            "full", new Progress.Failed("näh \"no\"\n", Optional.empty()), Optional.empty()),
        new LogRecord.Reopened("create"));
  }

  private List<LogRecord> read() throws IOException {
    List<LogRecord> records = new ArrayList<>();
    IntentLog.open(file, records).close();
    return records;
  }

  private void write(List<LogRecord> records) throws IOException {
    try (IntentLog log = IntentLog.open(file, new ArrayList<>())) {
      for (LogRecord entry : records) {
        log.append(entry);
      }
    }
  }

  @Test
  void givesBackWhatWasWritten() throws IOException {
    write(all());
    assertThat(read()).isEqualTo(all());
  }

  @Test
  void aLineCutOffByACrashIsTakenAway() throws IOException {
    write(all());
    byte[] whole = Files.readAllBytes(file);
    List<LogRecord> butLast = all().subList(0, all().size() - 1);
    for (int cut = 1; cut < 20; cut++) {
      Files.write(file, java.util.Arrays.copyOf(whole, whole.length - cut));
      assertThat(read()).isEqualTo(butLast);
    }
    // What is written next stands on a line of its own.
    write(List.of(new LogRecord.Lost("next")));
    assertThat(read()).hasSize(all().size()).endsWith(new LogRecord.Lost("next"));
  }

  @Test
  void otherDamageIsRefused() throws IOException {
    write(all());
    byte[] whole = Files.readAllBytes(file);
    whole[30] ^= 1;
    Files.write(file, whole);
    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged in line 1")
        .hasMessageContaining("restore it");
    Files.writeString(file, "hello\nworld\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE);
    assertThatThrownBy(this::read).isInstanceOf(IOException.class);
  }

  @Test
  void isReplacedInOneStep() throws IOException {
    try (IntentLog log = IntentLog.open(file, new ArrayList<>())) {
      all().forEach(entry -> assertThat(entry.toString()).isNotEmpty());
      for (int i = 0; i < 10; i++) {
        log.append(new LogRecord.Lost("x"));
      }
      log.rewrite(all());
      log.append(new LogRecord.Lost("y"));
    }
    assertThat(read()).hasSize(all().size() + 1).endsWith(new LogRecord.Lost("y"));
  }
}
