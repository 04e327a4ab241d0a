package polder.node.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Hash;

class SigningRecordTest {
  private static final Hash ONE = hash(1);
  private static final Hash OTHER = hash(2);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("settle").resolve("signed");
  }

  private static Hash hash(int seed) {
    return Hash.sha256(new byte[] {(byte) seed});
  }

  @Test
  void neverAllowsTwoHeadersForOneAttempt() throws IOException {
    try (SigningRecord record = new SigningRecord(file)) {
      assertThat(record.allow(7, 0, ONE)).isTrue();
      assertThat(record.allow(7, 0, OTHER)).isFalse();
      assertThat(record.allow(7, 0, ONE)).isTrue();
      assertThat(record.allow(7, 1, OTHER)).isTrue();
    }
    // Also after a restart.
    try (SigningRecord record = new SigningRecord(file)) {
      assertThat(record.allow(7, 0, OTHER)).isFalse();
      assertThat(record.allow(7, 0, ONE)).isTrue();
      assertThat(record.signed(7, 1)).isEqualTo(Optional.of(OTHER));
    }
  }

  @Test
  void isOnDiskBeforeItIsAllowed() throws IOException {
    try (SigningRecord record = new SigningRecord(file)) {
      record.allow(3, 2, ONE);
      assertThat(Files.readString(file)).isEqualTo("signed 2 3 " + ONE.toHex() + "\n");
    }
  }

  @Test
  void aLineCutOffByAPowerCutIsNone() throws IOException {
    try (SigningRecord record = new SigningRecord(file)) {
      record.allow(1, 0, ONE);
    }
    Files.writeString(file, "signed 0 2 ab", StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
    try (SigningRecord record = new SigningRecord(file)) {
      assertThat(record.allow(2, 0, OTHER)).isTrue();
    }
    try (SigningRecord record = new SigningRecord(file)) {
      assertThat(record.signed(1, 0)).isEqualTo(Optional.of(ONE));
      assertThat(record.signed(2, 0)).isEqualTo(Optional.of(OTHER));
    }
  }

  @Test
  void aDamagedFileIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("settle"));
    Files.writeString(file, "signed 0 1 xyz\n");
    assertThatThrownBy(() -> new SigningRecord(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void twoCannotSignByOneFile() throws IOException {
    try (SigningRecord record = new SigningRecord(file)) {
      assertThat(record.allow(0, 0, ONE)).isTrue();
      assertThatThrownBy(() -> new SigningRecord(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("stop one of them");
    }
  }

  @Test
  void whatIsForgottenIsNotSignedAgain() throws IOException {
    long most = 2L * SigningRecord.KEPT;
    try (SigningRecord record = new SigningRecord(file)) {
      for (long epoch = 0; epoch < most; epoch++) {
        assertThat(record.allow(epoch, 0, ONE)).isTrue();
      }
    }
    assertThat(Files.readAllLines(file)).hasSize(SigningRecord.KEPT + 1);
    try (SigningRecord record = new SigningRecord(file)) {
      assertThat(record.allow(0, 0, ONE)).isFalse();
      assertThat(record.allow(most - 1, 0, OTHER)).isFalse();
      assertThat(record.allow(most, 0, OTHER)).isTrue();
      // Another attempt begins anew.
      assertThat(record.allow(5, 1, OTHER)).isTrue();
    }
  }
}
