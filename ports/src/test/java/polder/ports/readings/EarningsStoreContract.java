package polder.ports.readings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.ports.readings.ReadingSamples.HOUR;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How every store of readings sums up what accounts earned. */
public abstract class EarningsStoreContract extends OpenedReadings {
  private List<EarningsQuery.Row> earnings(EarningsQuery query) throws IOException {
    List<EarningsQuery.Row> rows = new ArrayList<>();
    store
        .model()
        .<Boolean>read(
            policy(),
            TIME,
            reading -> {
              reading.earnings(query, rows::add);
              return true;
            });
    return rows;
  }

  private Optional<EarningsQuery.Epochs> earned() throws IOException {
    return store.model().read(policy(), TIME, ReadModel.Reading::earned);
  }

  private static EarningsQuery earningsOf(int account, EarningsQuery.Step step) {
    return new EarningsQuery(
        ReadingSamples.account(account), 0, 1_000_000, step, Optional.empty(), 1_000);
  }

  /** A row as day, device's number, credited, held, epochs. */
  private static List<String> texts(List<EarningsQuery.Row> rows) {
    return rows.stream()
        .map(row ->
            row.place().day()
                + " "
                + row.place().network()
                + (row.place().simulated() ? " simulated " : " ")
                + row.creditedNano()
                + "+"
                + row.heldNano()
                + " "
                + row.epochs())
        .toList();
  }

  /** What a store was given is known again from elsewhere. */
  private static final class Given implements ReadingStore.Added {
    private final List<EpochReadings> epochs = new ArrayList<>();
    private long broken = -1;

    @Override
    public EpochReadings epoch(long epoch, polder.protocol.Hash header) throws IOException {
      if (epoch == broken) {
        throw new IOException("it is gone");
      }
      assertThat(epochs.get((int) epoch).header()).isEqualTo(header);
      return epochs.get((int) epoch);
    }

    @Override
    public polder.protocol.Hash before(long epoch, polder.protocol.Hash header) {
      return epochs.get((int) epoch - 1).header();
    }
  }

  @Test
  void earningsAreSumsOfDaysAndOfMonths() throws IOException {
    // The hour before midnight is of the day that ends, though the epoch ends with it.
    store.add(ReadingSamples.paid(22, ReadingSamples.earned(1, 1, 5, 1)), ALL);
    store.add(ReadingSamples.paid(23, ReadingSamples.earned(1, 1, 7, 0)), ALL);
    store.add(
        ReadingSamples.paid(
            24,
            ReadingSamples.earned(1, 1, 11, 0),
            ReadingSamples.earned(2, 1, 100, 0),
            new Earned(ReadingSamples.account(1), "", Optional.empty(), 3, 0)),
        ALL);
    assertThat(texts(earnings(earningsOf(1, EarningsQuery.Step.DAY))))
        .containsExactly("0 open simulated 12+1 2", "1  3+0 1", "1 open simulated 11+0 1");
    assertThat(texts(earnings(earningsOf(1, EarningsQuery.Step.MONTH))))
        .containsExactly("0  3+0 1", "0 open simulated 23+1 3");
    assertThat(earnings(earningsOf(3, EarningsQuery.Step.DAY))).isEmpty();
    assertThat(earned()).contains(new EarningsQuery.Epochs(22, 24));
    EarningsQuery second =
        new EarningsQuery(
            ReadingSamples.account(1), 1, 1, EarningsQuery.Step.DAY, Optional.empty(), 1);
    List<EarningsQuery.Row> first = earnings(second);
    assertThat(texts(first)).containsExactly("1  3+0 1");
    EarningsQuery next =
        new EarningsQuery(
            second.account(), 0, 1, second.step(), Optional.of(first.getFirst().place()), 9);
    assertThat(texts(earnings(next))).containsExactly("1 open simulated 11+0 1");
  }

  @Test
  void earningsAreKeptWhenReadingsAreForgotten() throws IOException {
    for (int epoch = 0; epoch < 50; epoch++) {
      EpochReadings paid = ReadingSamples.paid(epoch, ReadingSamples.earned(1, 1, 1, 0));
      store.add(paid, paid.endMillis() - HOUR);
    }
    assertThat(texts(earnings(earningsOf(1, EarningsQuery.Step.DAY))))
        .containsExactly(
            "0 open simulated 24+0 24", "1 open simulated 24+0 24", "2 open simulated 2+0 2");
  }

  @Test
  void whatEpochsAddedToEarningsIsTakenOffWhenTheyAreClosedAgain() throws IOException {
    Given given = new Given();
    for (int epoch = 0; epoch < 30; epoch++) {
      given.epochs.add(ReadingSamples.paid(epoch, ReadingSamples.earned(1, epoch / 10, 1, 2)));
      store.add(given.epochs.get(epoch), ALL);
    }
    given.broken = 15;
    List<EarningsQuery.Row> before = earnings(earningsOf(1, EarningsQuery.Step.DAY));
    assertThatThrownBy(() -> store.clearFrom(12, given)).isInstanceOf(IOException.class);
    assertThat(earnings(earningsOf(1, EarningsQuery.Step.DAY))).isEqualTo(before);
    assertThat(store.projected().orElseThrow().epoch()).isEqualTo(29);
    given.broken = -1;
    store.clearFrom(12, given);
    assertThat(store.projected()).isEmpty();
    assertThat(earned()).contains(new EarningsQuery.Epochs(0, 11));
    assertThat(texts(earnings(earningsOf(1, EarningsQuery.Step.DAY))))
        .containsExactly("0 open simulated 10+20 10", "0 open simulated 2+4 2");
    // Filled anew from the state that the epochs before left.
    store.add(ReadingSamples.state(11), ALL);
    store.add(ReadingSamples.paid(12, ReadingSamples.earned(1, 1, 50, 0)), ALL);
    assertThat(earned()).contains(new EarningsQuery.Epochs(0, 12));
    assertThat(texts(earnings(earningsOf(1, EarningsQuery.Step.DAY))))
        .containsExactly("0 open simulated 10+20 10", "0 open simulated 52+4 3");
  }

  @Test
  void sumsNeverLeaveOutAnEpoch() throws IOException {
    Given given = new Given();
    for (int epoch = 0; epoch < 3; epoch++) {
      given.epochs.add(ReadingSamples.paid(epoch, ReadingSamples.earned(1, 1, 1, 0)));
      store.add(given.epochs.get(epoch), ALL);
    }
    store.clearFrom(2, given);
    // A state of later on: what was earned between is not known, and a sum without it is none.
    store.add(ReadingSamples.state(7), ALL);
    assertThat(earned()).isEmpty();
    store.add(ReadingSamples.paid(8, ReadingSamples.earned(1, 1, 9, 0)), ALL);
    assertThat(earned()).contains(new EarningsQuery.Epochs(8, 8));
    assertThat(texts(earnings(earningsOf(1, EarningsQuery.Step.DAY))))
        .containsExactly("0 open simulated 9+0 1");
    store.clear();
    assertThat(earned()).isEmpty();
  }
}
