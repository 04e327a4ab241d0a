package polder.ports.readings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.ports.readings.ReadingSamples.HOUR;
import static polder.ports.readings.ReadingSamples.OPEN;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.ports.readings.ReadModel.Row;

/** What every store of readings must keep, and for how long. */
public abstract class ReadingStoreContract extends OpenedReadings {
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
}
