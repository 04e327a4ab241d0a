package polder.ports.readings;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.ports.readings.ReadingSamples.HOUR;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import polder.ports.readings.ReadModel.Row;

/** A store of readings, opened and closed for each test of what it must do. */
abstract class OpenedReadings {
  static final long ALL = Long.MIN_VALUE;
  static final long NOW = 30 * HOUR;
  static final long TIME = 60_000;
  ReadingStore store;

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

  void fill(int epochs, long keepFrom) throws IOException {
    for (EpochReadings epoch : ReadingSamples.hours(epochs)) {
      store.add(epoch, keepFrom);
    }
  }

  static Visibility everything() {
    SortedMap<String, Long> all = new TreeMap<>();
    ReadingSamples.networks(1).keySet().forEach(name -> all.put(name, Long.MAX_VALUE));
    return new Visibility(all);
  }

  static Visibility policy() {
    return Visibility.of(ReadingSamples.networks(1), NOW);
  }

  static Selection all(Entity entity) {
    return new Selection(entity, Optional.empty(), List.of(), 0, 1_000, false);
  }

  static Selection where(Entity entity, Expression condition) {
    return new Selection(entity, Optional.of(condition), List.of(), 0, 1_000, false);
  }

  List<Row> find(Selection selection, Visibility visibility) throws IOException {
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

  List<ReadingRow> export(ReadingQuery query, Visibility visibility) throws IOException {
    List<ReadingRow> rows = new ArrayList<>();
    long count =
        store
            .model()
            .read(visibility, TIME, reading -> reading.export(query, new Collecting(rows)));
    assertThat(count).isEqualTo(rows.size());
    return rows;
  }

  record Collecting(List<ReadingRow> rows) implements ReadingFormat.Sink {
    @Override
    public void add(ReadingRow row) {
      rows.add(row);
    }

    @Override
    public void close() {}
  }

  static ReadingQuery query(Optional<Geometry> area, long from, long to) {
    return new ReadingQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        area,
        from,
        to,
        EnumSet.allOf(ReadingVerdict.class));
  }

  static ReadingQuery everyReading() {
    return query(Optional.empty(), Long.MIN_VALUE, Long.MAX_VALUE);
  }

  static Expression.Path path(Entity entity, String... names) {
    List<Entity.Link> links = new ArrayList<>();
    Entity here = entity;
    for (int i = 0; i < names.length - 1; i++) {
      links.add(here.link(names[i]).orElseThrow());
      here = links.getLast().to();
    }
    return new Expression.Path(links, here.field(names[names.length - 1]).orElseThrow());
  }
}
