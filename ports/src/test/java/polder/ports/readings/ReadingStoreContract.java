package polder.ports.readings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.ports.readings.ReadingSamples.CLOSED;
import static polder.ports.readings.ReadingSamples.DELAYED;
import static polder.ports.readings.ReadingSamples.HOUR;
import static polder.ports.readings.ReadingSamples.OPEN;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import polder.ports.readings.Entity.Type;
import polder.ports.readings.Expression.Operation;
import polder.ports.readings.ReadModel.Row;

/** What every store of readings must do. */
public abstract class ReadingStoreContract {
  private static final long ALL = Long.MIN_VALUE;
  private static final long NOW = 30 * HOUR;
  private static final long TIME = 60_000;

  private ReadingStore store;

  /** Opens the store, with what it holds if it was closed before. */
  protected abstract ReadingStore open() throws IOException;

  @BeforeEach
  final void openStore() throws IOException {
    store = open();
  }

  @AfterEach
  final void closeStore() throws IOException {
    store.close();
  }

  private void fill(int epochs, long keepFrom) throws IOException {
    for (EpochReadings epoch : ReadingSamples.hours(epochs)) {
      store.add(epoch, keepFrom);
    }
  }

  private static Visibility everything() {
    SortedMap<String, Long> all = new TreeMap<>();
    ReadingSamples.networks(1).keySet().forEach(name -> all.put(name, Long.MAX_VALUE));
    return new Visibility(all);
  }

  private static Visibility policy() {
    return Visibility.of(ReadingSamples.networks(1), NOW);
  }

  private static Selection all(Entity entity) {
    return new Selection(entity, Optional.empty(), List.of(), 0, 1_000, false);
  }

  private static Selection where(Entity entity, Expression condition) {
    return new Selection(entity, Optional.of(condition), List.of(), 0, 1_000, false);
  }

  private List<Row> find(Selection selection, Visibility visibility) throws IOException {
    return store
        .model()
        .read(
            visibility,
            TIME,
            reading -> {
              List<Row> rows = reading.find(selection);
              assertThat(reading.count(selection)).isEqualTo(rows.size());
              return rows;
            });
  }

  private List<ReadingRow> export(ReadingQuery query, Visibility visibility) throws IOException {
    List<ReadingRow> rows = new ArrayList<>();
    long count =
        store
            .model()
            .read(visibility, TIME, reading -> reading.export(query, new Collecting(rows)));
    assertThat(count).isEqualTo(rows.size());
    return rows;
  }

  private record Collecting(List<ReadingRow> rows) implements ReadingFormat.Sink {
    @Override
    public void add(ReadingRow row) {
      rows.add(row);
    }

    @Override
    public void close() {}
  }

  private static ReadingQuery query(Optional<Geometry> area, long from, long to) {
    return new ReadingQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        area,
        from,
        to,
        EnumSet.allOf(ReadingVerdict.class));
  }

  private static ReadingQuery everyReading() {
    return query(Optional.empty(), Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static Expression.Path path(Entity entity, String... names) {
    List<Entity.Link> links = new ArrayList<>();
    Entity here = entity;
    for (int i = 0; i < names.length - 1; i++) {
      links.add(here.link(names[i]).orElseThrow());
      here = links.getLast().to();
    }
    return new Expression.Path(links, here.field(names[names.length - 1]).orElseThrow());
  }

  private static Expression call(Operation operation, Expression one, Expression other) {
    return new Expression.Call(operation, List.of(one, other), Type.BOOLEAN);
  }

  @Test
  void aNewStoreHasNothing() throws IOException {
    assertThat(store.projected()).isEmpty();
    for (Entity entity : Entity.values()) {
      assertThat(find(all(entity), everything())).isEmpty();
    }
  }

  @Test
  void epochsComeOneAfterTheOther() throws IOException {
    List<EpochReadings> hours = ReadingSamples.hours(3);
    store.add(hours.get(0), ALL);
    assertThatThrownBy(() -> store.add(hours.get(0), ALL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.add(hours.get(2), ALL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.projected().orElseThrow().epoch()).isZero();
  }

  @Test
  void whatWasTakenIsThereAfterItIsOpenedAnew() throws IOException {
    fill(5, ALL);
    List<ReadingRow> before = export(everyReading(), everything());
    store.close();
    store = open();
    assertThat(store.projected().orElseThrow().epoch()).isEqualTo(4);
    assertThat(export(everyReading(), everything())).isEqualTo(before).hasSize(15);
  }

  @Test
  void filledAnewItGivesTheSame() throws IOException {
    fill(5, ALL);
    List<ReadingRow> rows = export(everyReading(), everything());
    List<Row> entities = find(all(Entity.OBSERVATION), everything());
    store.clear();
    assertThat(store.projected()).isEmpty();
    fill(5, ALL);
    assertThat(export(everyReading(), everything())).isEqualTo(rows);
    assertThat(find(all(Entity.OBSERVATION), everything())).isEqualTo(entities);
  }

  @Test
  void itKeepsWhatItIsToldToAndGivesTheSameIdentifiersAnyway() throws IOException {
    fill(6, ALL);
    List<Row> whole = find(all(Entity.OBSERVATION), everything());
    store.clear();
    // The first two hours end before the third does.
    fill(6, 3 * HOUR);
    List<Row> kept = find(all(Entity.OBSERVATION), everything());
    assertThat(kept).isEqualTo(whole.subList(6, whole.size()));
    assertThat(find(all(Entity.DATASTREAM), everything())).hasSize(3);
  }

  @Test
  void readingsThatGrowOldAreForgotten() throws IOException {
    List<EpochReadings> hours = ReadingSamples.hours(6);
    for (EpochReadings hour : hours) {
      store.add(hour, hour.endMillis() - HOUR);
    }
    assertThat(export(everyReading(), everything()))
        .extracting(ReadingRow::epoch)
        .containsOnly(4L, 5L);
  }

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

  @Test
  void nothingIsShownThatAPolicyForbids() throws IOException {
    fill(10, ALL);
    List<ReadingRow> rows = export(everyReading(), policy());
    assertThat(rows).extracting(ReadingRow::network).doesNotContain(CLOSED);
    assertThat(rows)
        .filteredOn(row -> row.network().equals(DELAYED))
        .extracting(ReadingRow::timeMillis)
        .hasSize(6)
        .allMatch(time -> time <= NOW - 24 * HOUR);
    assertThat(rows).filteredOn(row -> row.network().equals(OPEN)).hasSize(10);
    assertThat(find(all(Entity.OBSERVATION), policy())).hasSize(16);
    assertThat(find(all(Entity.THING), policy())).hasSize(3);
    assertThat(find(all(Entity.LOCATION), policy())).hasSize(2);
    assertThat(find(all(Entity.HISTORICAL_LOCATION), policy())).hasSize(2);
    assertThat(find(all(Entity.FEATURE_OF_INTEREST), policy())).hasSize(2);
  }

  /** Whoever may not see a value may not learn it from what a condition on it finds either. */
  @Test
  void conditionsDoNotLeadAroundAPolicy() throws IOException {
    fill(10, ALL);
    Expression closed =
        call(
            Operation.EQ,
            path(Entity.DATASTREAM, "properties/network"),
            new Expression.Text(CLOSED));
    Expression warm =
        call(
            Operation.GT,
            path(Entity.DATASTREAM, "Observations", "result"),
            new Expression.Numeral(BigDecimal.valueOf(-100)));
    Expression somewhere =
        new Expression.Call(
            Operation.WITHIN,
            List.of(
                path(Entity.THING, "Locations", "location"),
                new Expression.Shape(Geometry.box(-90, -180, 90, 180))),
            Type.BOOLEAN);
    assertThat(find(where(Entity.DATASTREAM, Expression.and(closed, warm)), everything()))
        .hasSize(1);
    assertThat(find(where(Entity.DATASTREAM, Expression.and(closed, warm)), policy())).isEmpty();
    assertThat(find(where(Entity.THING, somewhere), everything())).hasSize(3);
    assertThat(find(where(Entity.THING, somewhere), policy())).hasSize(2);
    for (Row stream : find(where(Entity.DATASTREAM, closed), policy())) {
      assertThat(stream.values().keySet())
          .extracting(Entity.Field::path)
          .doesNotContain("observedArea", "phenomenonTime", "resultTime");
    }
  }

  @Test
  void placesAreOnTheGridAlsoWhenItBecomesCoarserLater() throws IOException {
    fill(1, ALL);
    Entity.Field location = Entity.LOCATION.field("location").orElseThrow();
    assertThat(find(all(Entity.LOCATION), everything()).getFirst().values().get(location))
        .isEqualTo(new Geometry.Point(13, 52));
    store.add(ReadingSamples.epoch(1, 1_000_000, List.of(), List.of()), ALL);
    assertThat(find(all(Entity.LOCATION), everything()))
        .extracting(row -> row.values().get(location))
        .containsOnly(new Geometry.Point(13, 52));
    assertThat(export(everyReading(), everything()))
        .extracting(ReadingRow::latMicro)
        .containsOnly(52_000_000);
  }

  @Test
  void aLaterEpochCanThinkOtherwise() throws IOException {
    fill(1, ALL);
    store.add(
        ReadingSamples.epoch(
            1,
            10_000,
            List.of(),
            List.of(
                new EpochReadings.Revised(
                    ReadingSamples.judged(OPEN, 1, 0, 0, ReadingVerdict.REJECTED, "spike")))),
        ALL);
    ReadingRow revised =
        export(everyReading(), everything()).stream()
            .filter(row -> row.network().equals(OPEN))
            .findFirst()
            .orElseThrow();
    assertThat(revised.verdict()).isEqualTo(ReadingVerdict.REJECTED);
    assertThat(revised.reasons()).containsExactly("spike");
    assertThat(revised.epoch()).isZero();
    assertThat(revised.revisedEpoch()).contains(1L);
  }

  @Test
  void aDeviceThatMovesHasAHistoryAndItsReadingsTheirPlace() throws IOException {
    fill(1, ALL);
    store.add(
        ReadingSamples.epoch(
            1,
            10_000,
            List.of(ReadingSamples.stands(OPEN, 1, 4_800, 1_100)),
            List.of(ReadingSamples.reading(OPEN, 1, 99, HOUR, 1, ReadingVerdict.ACCEPTED))),
        ALL);
    assertThat(find(all(Entity.HISTORICAL_LOCATION), everything())).hasSize(4);
    Geometry there = Geometry.box(47.5, 10.5, 48.5, 11.5);
    assertThat(export(query(Optional.of(there), 0, 10 * HOUR), everything()))
        .extracting(ReadingRow::timeMillis)
        .containsExactly(HOUR);
    Geometry before = Geometry.box(51.9, 12.9, 52.001, 13.001);
    assertThat(export(query(Optional.of(before), 0, 10 * HOUR), everything()))
        .extracting(ReadingRow::timeMillis)
        .containsExactly(0L);
  }

  @Test
  void readingsAreHandedOutByTimeUpToTheEnd() throws IOException {
    fill(5, ALL);
    assertThat(export(query(Optional.empty(), HOUR, 3 * HOUR), everything()))
        .filteredOn(row -> row.network().equals(OPEN))
        .extracting(ReadingRow::timeMillis)
        .containsExactly(HOUR, 2 * HOUR);
  }

  @Test
  void onlyGoodOnesIfOnlyThoseAreMeant() throws IOException {
    fill(8, ALL);
    Selection good = new Selection(Entity.OBSERVATION, Optional.empty(), List.of(), 0, 1_000, true);
    assertThat(find(good, everything()))
        .hasSize(12)
        .extracting(row ->
            row.values().get(Entity.OBSERVATION.field("resultQuality/verdict").orElseThrow()))
        .containsOnly("accepted", "corroborated");
  }

  @Test
  void orderSkipAndTop() throws IOException {
    fill(5, ALL);
    Expression result = path(Entity.OBSERVATION, "result");
    Selection selection =
        new Selection(
            Entity.OBSERVATION,
            Optional.empty(),
            List.of(new Selection.Order(result, true)),
            3,
            3,
            false);
    List<Row> rows = store.model().read(everything(), TIME, reading -> reading.find(selection));
    assertThat(rows)
        .extracting(row -> row.values().get(Entity.OBSERVATION.field("result").orElseThrow()))
        .containsExactly(new BigDecimal("-0.2"), new BigDecimal("-0.2"), new BigDecimal("-0.2"));
  }

  @Test
  void whatIsBelowOneEntityIsItsAlone() throws IOException {
    fill(4, ALL);
    Entity.Link stream = Entity.OBSERVATION.link("Datastream").orElseThrow();
    Entity.Link device = Entity.DATASTREAM.link("Thing").orElseThrow();
    Row second = find(all(Entity.DATASTREAM), everything()).get(1);
    List<Row> its =
        find(
            where(Entity.OBSERVATION, Expression.isAt(List.of(stream), second.id())), everything());
    assertThat(its).hasSize(4);
    Row thing = find(all(Entity.THING), everything()).get(1);
    assertThat(
            find(
                where(Entity.OBSERVATION, Expression.isAt(List.of(stream, device), thing.id())),
                everything()))
        .isEqualTo(its);
    assertThat(find(where(Entity.DATASTREAM, Expression.isAt(List.of(), 99)), everything()))
        .isEmpty();
  }

  /** A text that looks like a statement is a text. */
  @Test
  void valuesNeverBecomeStatements() throws IOException {
    fill(1, ALL);
    Expression hostile =
        call(
            Operation.EQ,
            path(Entity.THING, "name"),
            new Expression.Text("x' OR 1=1; DROP TABLE reading; --"));
    assertThat(find(where(Entity.THING, hostile), everything())).isEmpty();
    assertThat(find(all(Entity.OBSERVATION), everything())).hasSize(3);
  }

  @Test
  void whatTakesTooLongIsGivenUp() throws IOException {
    fill(40, ALL);
    Selection selection =
        where(
            Entity.DATASTREAM,
            call(
                Operation.GT,
                path(Entity.DATASTREAM, "Observations", "Datastream", "Observations", "result"),
                new Expression.Numeral(BigDecimal.valueOf(1_000_000))));
    assertThatThrownBy(
            () -> store.model().read(everything(), 0, reading -> reading.find(selection)))
        .isInstanceOf(ReadModel.TooCostlyException.class);
    // The store goes on.
    assertThat(find(all(Entity.THING), everything())).hasSize(3);
  }
}
