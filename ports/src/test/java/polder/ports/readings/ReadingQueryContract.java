package polder.ports.readings;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.ports.readings.ReadingSamples.HOUR;
import static polder.ports.readings.ReadingSamples.OPEN;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import polder.ports.readings.ReadModel.Row;

/** How every store of readings finds what is asked for. */
public abstract class ReadingQueryContract extends OpenedReadings {
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
}
