package polder.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.AttestationLog.Entry;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

class AttestationFileTest {
  private static final int SMALL = 4_096;

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("settle").resolve("attestations");
  }

  private AttestationFile open() throws IOException {
    return AttestationFile.open(file(), SMALL);
  }

  private static Entry entry(long epoch, int account) {
    byte[] address = new byte[Account.SIZE];
    address[19] = (byte) account;
    return new Entry(
        epoch,
        1,
        Hash.sha256(new byte[] {(byte) epoch}),
        new Account(Bytes.wrap(address)),
        Bytes.wrap(new byte[64]));
  }

  @Test
  void whatWasAddedIsThereAfterARestart() throws IOException {
    try (AttestationFile log = open()) {
      log.add(entry(3, 1));
      log.add(entry(2, 200));
    }
    try (AttestationFile log = open()) {
      assertThat(log.entries()).containsExactly(entry(3, 1), entry(2, 200));
    }
  }

  @Test
  void aDamagedOrHalfLineCostsNoOther() throws IOException {
    try (AttestationFile log = open()) {
      log.add(entry(1, 1));
      log.add(entry(2, 1));
    }
    List<String> lines = Files.readAllLines(file(), StandardCharsets.US_ASCII);
    String changed = lines.get(1).replaceFirst("^1 ", "9 ");
    Files.writeString(
        file(), String.join("\n", changed, lines.get(2), lines.get(2).substring(0, 50)));
    try (AttestationFile log = open()) {
      log.add(entry(3, 1));
      assertThat(log.entries()).containsExactly(entry(2, 1), entry(3, 1));
    }
    Files.write(file(), new byte[] {'\n', (byte) 0xff, 0, ' ', '\n'}, StandardOpenOption.APPEND);
    try (AttestationFile log = open()) {
      assertThat(log.entries()).hasSize(2);
    }
  }

  @Test
  void whatNobodyNeedsGoesAndTheFileStaysSmall() throws IOException {
    try (AttestationFile log = open()) {
      for (int epoch = 0; epoch < 500; epoch++) {
        log.add(entry(epoch, 1));
        log.forgetBefore(epoch - 4);
      }
      assertThat(log.entries())
          .extracting(Entry::epoch)
          .containsExactly(495L, 496L, 497L, 498L, 499L);
      assertThat(Files.size(file())).isLessThan(2 * SMALL);
      log.add(entry(500, 1));
    }
    try (AttestationFile log = open()) {
      assertThat(log.entries()).contains(entry(495, 1), entry(500, 1));
    }
  }
}
