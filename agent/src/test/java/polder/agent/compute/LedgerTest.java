package polder.agent.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.agent.compute.Orders.ORDER;
import static polder.agent.compute.Orders.SALT;
import static polder.agent.compute.Orders.deal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Hash;

/** What was kept is there after a crash at any byte. */
final class LedgerTest {
  @TempDir Path folder;

  private static List<Deal> steps() {
    Deal pledged = deal();
    Deal sealed = pledged.said(Deal.Word.SEALED_BID, 5);
    Deal opened = sealed.said(Deal.Word.OPENED_BID, 6);
    Deal won = opened.with(new Deal.Won(500_000_000, 70_000));
    Deal counted = won.withSeconds(17).said(Deal.Word.COUNT, 8);
    Deal made = counted.with(new Deal.Made(Hash.sha256(new byte[] {1}), 42, List.of(), SALT));
    Deal parts =
        counted.with(
            new Deal.Made(Hash.ZERO, 0, List.of(Hash.sha256(new byte[] {2}), Hash.ZERO), SALT));
    return List.of(pledged, sealed, opened, won, counted, made, made.drawn(), parts);
  }

  private static Optional<Deal> read(Path folder) throws IOException {
    try (Ledger ledger = Ledger.open(folder, warning -> {})) {
      return ledger.find(ORDER);
    }
  }

  @Test
  void everyStepIsThereWhenTheProcessEnds() throws IOException {
    for (Deal step : steps()) {
      try (Ledger ledger = Ledger.open(folder, warning -> {})) {
        ledger.keep(step);
        // As kill -9 leaves it: what is on the disk before the ledger is closed.
        Path copy = Files.createTempDirectory(folder, "killed");
        Files.copy(folder.resolve("ledger.log"), copy.resolve("ledger.log"));
        assertThat(read(copy)).contains(step);
      }
    }
  }

  /** A file cut anywhere has the last step that was whole, and goes on from there. */
  @Test
  void aFileThatEndsInTheMiddleHasTheStepBefore() throws IOException {
    List<Integer> ends = new ArrayList<>();
    Path file = folder.resolve("ledger.log");
    try (Ledger ledger = Ledger.open(folder, warning -> {})) {
      ends.add((int) Files.size(file));
      for (Deal step : steps()) {
        ledger.keep(step);
        ends.add((int) Files.size(file));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      int cut = length;
      int done = (int) ends.stream().skip(1).filter(end -> end <= cut).count();
      assertThat(read(folder))
          .as("cut at %d", length)
          .isEqualTo(done == 0 ? Optional.empty() : Optional.of(steps().get(done - 1)));
    }
  }

  @Test
  void whatIsForgottenStaysForgotten() throws IOException {
    try (Ledger ledger = Ledger.open(folder, warning -> {})) {
      ledger.keep(deal());
      ledger.funded(new Ledger.Funding(3, 5_000));
      ledger.forget(ORDER);
    }
    try (Ledger ledger = Ledger.open(folder, warning -> {})) {
      assertThat(ledger.deals()).isEmpty();
      assertThat(ledger.funding()).contains(new Ledger.Funding(3, 5_000));
    }
  }

  @Test
  void aLongFileIsWrittenAnew() throws IOException {
    try (Ledger ledger = Ledger.open(folder, warning -> {})) {
      for (int i = 0; i < 20_000; i++) {
        ledger.note(deal().withSeconds(i));
      }
      assertThat(Files.size(folder.resolve("ledger.log"))).isLessThan(2 << 20);
      assertThat(ledger.find(ORDER).orElseThrow().seconds()).isEqualTo(19_999);
    }
    assertThat(read(folder).orElseThrow().seconds()).isEqualTo(19_999);
  }
}
