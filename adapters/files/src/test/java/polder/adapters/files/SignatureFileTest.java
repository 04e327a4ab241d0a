package polder.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.SignatureLog.Entry;
import polder.ports.SignatureLog.Outcome;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

class SignatureFileTest {
  private static final Account ACCOUNT =
      Account.parse("0x00000000000000000000000000000000000000aa");

  @TempDir Path folder;

  private SignatureFile open() throws IOException {
    return SignatureFile.open(folder, ACCOUNT, 4);
  }

  private static Entry entry(long epoch, long attempt, int header) {
    return new Entry(
        epoch, attempt, Hash.sha256(new byte[] {(byte) header}), Hash.sha256(new byte[header]));
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".signed")).findFirst().orElseThrow();
    }
  }

  @Test
  void oneHeaderForAnEpochAndAttemptAndNeverAnotherAlsoAfterRestarts() throws IOException {
    for (int start = 0; start < 3; start++) {
      try (SignatureFile log = open()) {
        assertThat(log.record(entry(1, 0, 1))).isEqualTo(Outcome.MAY_SIGN);
        assertThat(log.record(entry(1, 0, 2))).isEqualTo(Outcome.OTHER_SIGNED);
        assertThat(log.record(entry(1, 1, 2))).isEqualTo(Outcome.MAY_SIGN);
        assertThat(log.remembered()).containsExactly(entry(1, 0, 1), entry(1, 1, 2));
      }
    }
  }

  @Test
  void theSameHeaderForAnotherContractIsAnotherSignature() throws IOException {
    try (SignatureFile log = open()) {
      Entry first = entry(1, 0, 1);
      assertThat(log.record(first)).isEqualTo(Outcome.MAY_SIGN);
      assertThat(log.record(new Entry(1, 0, first.header(), Hash.ZERO)))
          .isEqualTo(Outcome.OTHER_SIGNED);
    }
  }

  @Test
  void whatIsForgottenIsNotSignedAnyMore() throws IOException {
    try (SignatureFile log = open()) {
      for (int epoch = 0; epoch < 20; epoch++) {
        assertThat(log.record(entry(epoch, 0, 1))).isEqualTo(Outcome.MAY_SIGN);
      }
      assertThat(log.after(0).orElseThrow().number()).isGreaterThan(1);
    }
    try (SignatureFile log = open()) {
      assertThat(log.remembered()).hasSizeBetween(4, 8).contains(entry(19, 0, 1));
      assertThat(log.record(entry(0, 0, 2))).isEqualTo(Outcome.TOO_OLD);
      assertThat(log.record(entry(3, 9, 1))).isEqualTo(Outcome.TOO_OLD);
      assertThat(log.record(entry(20, 0, 1))).isEqualTo(Outcome.MAY_SIGN);
    }
  }

  @Test
  void halfALineWasNeverPromised() throws IOException {
    try (SignatureFile log = open()) {
      log.record(entry(1, 0, 1));
      log.record(entry(2, 0, 1));
    }
    String whole = Files.readString(file(), StandardCharsets.ISO_8859_1);
    int second = whole.lastIndexOf('\n', whole.length() - 2) + 1;
    for (int end = second; end < whole.length(); end++) {
      Files.writeString(file(), whole.substring(0, end), StandardCharsets.ISO_8859_1);
      try (SignatureFile log = open()) {
        assertThat(log.remembered()).containsExactly(entry(1, 0, 1));
        assertThat(log.record(entry(2, 0, 2))).isEqualTo(Outcome.MAY_SIGN);
      }
      try (SignatureFile log = open()) {
        assertThat(log.remembered()).containsExactly(entry(1, 0, 1), entry(2, 0, 2));
      }
    }
  }

  @Test
  void anyOtherDamageSignsNothing() throws IOException {
    try (SignatureFile log = open()) {
      log.record(entry(1, 0, 1));
      log.record(entry(2, 0, 1));
    }
    byte[] whole = Files.readAllBytes(file());
    for (int at = 0; at < whole.length - 1; at++) {
      byte[] bad = whole.clone();
      bad[at] ^= 1;
      Files.write(file(), bad);
      assertThatThrownBy(this::open).as("byte " + at).isInstanceOf(IOException.class);
    }
    Files.write(file(), whole);
    open().close();
    Files.writeString(file(), "", StandardOpenOption.TRUNCATE_EXISTING);
    assertThatThrownBy(this::open).hasMessageContaining("damaged");
  }

  @Test
  void oneProcessAtATime() throws IOException {
    try (SignatureFile log = open()) {
      assertThat(log.remembered()).isEqualTo(List.of());
      assertThatThrownBy(this::open).hasMessageContaining("another process");
    }
    open().close();
  }

  @Test
  void whatAReceiverAnsweredIsRemembered() throws IOException {
    try (SignatureFile log = open()) {
      log.record(entry(1, 0, 1));
      log.record(entry(2, 0, 1));
      assertThat(log.answered("http://a")).isZero();
      log.setAnswered("http://a", log.after(0).orElseThrow().number());
    }
    try (SignatureFile log = open()) {
      assertThat(log.after(log.answered("http://a")).orElseThrow().entry())
          .isEqualTo(entry(2, 0, 1));
      assertThat(log.answered("http://b")).isZero();
    }
  }
}
