package polder.ports.readings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.ports.readings.ReadingSamples.CLOSED;
import static polder.ports.readings.ReadingSamples.DELAYED;
import static polder.ports.readings.ReadingSamples.HOUR;
import static polder.ports.readings.ReadingSamples.OPEN;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.ports.readings.Entity.Type;
import polder.ports.readings.Expression.Operation;
import polder.ports.readings.ReadModel.Row;

/** What no store of readings may show, however it is asked. */
public abstract class ReadingAccessContract extends OpenedReadings {
  private static Expression call(Operation operation, Expression one, Expression other) {
    return new Expression.Call(operation, List.of(one, other), Type.BOOLEAN);
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
