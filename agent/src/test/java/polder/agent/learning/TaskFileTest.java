package polder.agent.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.networks.learning.Briefing;
import polder.networks.learning.Examiner;
import polder.networks.learning.Terms;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.Exchange;
import polder.networks.learning.train.Optimiser;
import polder.networks.learning.train.Schedule;
import polder.networks.learning.yuma.BondRule;
import polder.networks.learning.yuma.LiquidAlpha;
import polder.networks.learning.yuma.YumaParameters;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Value;

class TaskFileTest {
  private static Value.Table table(Object... keysAndValues) {
    SortedMap<String, Value> entries = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      entries.put((String) keysAndValues[i], value(keysAndValues[i + 1]));
    }
    return new Value.Table(entries);
  }

  private static Value value(Object plain) {
    return switch (plain) {
      case Value its -> its;
      case Integer whole -> new Value.Whole(whole);
      case List<?> list -> new Value.Sequence(list.stream().map(TaskFileTest::value).toList());
      default -> new Value.Text(plain.toString());
    };
  }

  private static Value.Table task(Object... changes) {
    SortedMap<String, Value> entries =
        new TreeMap<>(
            table(
                    "title",
                    "Six hours ahead",
                    "data",
                    table(
                        "series",
                        table(
                            "quantity",
                            "temperature",
                            "step",
                            "1h",
                            "window",
                            24,
                            "horizon",
                            6,
                            "offset",
                            0,
                            "scale",
                            5)),
                    "model",
                    table("kind", "mlp", "hidden", List.of(32, 16)),
                    "training",
                    table("optimiser", "adam", "rate", "0.001", "batch", 64, "steps", 200),
                    "rounds",
                    2,
                    "examples",
                    500,
                    "pace",
                    table(
                        "seal_epochs",
                        2,
                        "open_epochs",
                        2,
                        "patience_epochs",
                        60,
                        "least_participants",
                        4),
                    "combining",
                    table("rule", "multi-krum", "share", "0.25", "clip", 2),
                    "scoring",
                    table("exact_to", 8, "orders", 20, "tolerance", "0.01", "alike", "0.999"),
                    "reward",
                    1,
                    "full_gain",
                    "0.05")
                .entries());
    entries.putAll(table(changes).entries());
    return new Value.Table(entries);
  }

  @Test
  void whatIsWrittenIsWhatIsSaid() {
    TaskFile read = TaskFile.of(task());
    assertThat(read.architecture())
        .isInstanceOfSatisfying(
            Architecture.Mlp.class, mlp -> assertThat(mlp.inputs()).isEqualTo(26));
    Terms terms = read.terms(List.of(Hash.ZERO, Hash.sha256(new byte[1])));
    CborWriter writer = new CborWriter();
    terms.write(writer);
    assertThat(Terms.read(new CborReader(writer.toBytes()))).isEqualTo(terms);
    assertThat(Briefing.decode(read.briefing().encode())).isEqualTo(read.briefing());
  }

  @Test
  void theRateFallsWhereAFinalOneIsWritten() {
    assertThat(TaskFile.of(task()).briefing().schedule())
        .isEqualTo(Schedule.constant(new Optimiser.Adam(1_000)));
    assertThat(TaskFile.of(task("training", training("0.00001"))).briefing().schedule())
        .isEqualTo(new Schedule(new Optimiser.Adam(1_000), 10));
    assertThatThrownBy(() -> TaskFile.of(task("training", training("0.002"))))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("training.final_rate")
        .hasMessageContaining("to 0.001000");
  }

  @Test
  void updatesAreFineUnlessTheFileSaysOtherwise() {
    assertThat(TaskFile.of(task()).briefing().exchange()).isEqualTo(Exchange.FINE);
    TaskFile read = TaskFile.of(task("training", exchanging("int8")));
    assertThat(read.briefing().exchange()).isEqualTo(Exchange.INT8);
    assertThat(Briefing.decode(read.briefing().encode())).isEqualTo(read.briefing());
    assertThatThrownBy(() -> TaskFile.of(task("training", exchanging("int4"))))
        .isInstanceOf(ManifestException.class)
        .hasMessage("training.exchange must be fine or int8, not int4");
  }

  private static Value.Table exchanging(String form) {
    return table("optimiser", "adam", "rate", "0.001", "exchange", form, "batch", 64, "steps", 200);
  }

  private static Value.Table training(String finalRate) {
    return table(
        "optimiser", "adam", "rate", "0.001", "final_rate", finalRate, "batch", 64, "steps", 200);
  }

  @Test
  void errorsNameTheKey() {
    assertThatThrownBy(() -> TaskFile.of(task("reward", 0)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("reward");
    assertThatThrownBy(() -> TaskFile.of(task("combining", table("rule", "mode"))))
        .hasMessageContaining("combining.rule");
    assertThatThrownBy(() -> TaskFile.of(task("combining", table("rule", "mean", "share", "0.1"))))
        .hasMessageContaining("combining.share");
    assertThatThrownBy(() -> TaskFile.of(task("model", table("kind", "mlp", "hidden", 32))))
        .hasMessageContaining("model.hidden");
    assertThatThrownBy(() -> TaskFile.of(task("rewards", 1))).hasMessageContaining("rewards");
    assertThatThrownBy(() ->
            TaskFile.of(
                task(
                    "model",
                    table("kind", "gru", "hidden", 8),
                    "data",
                    table("classes", table("columns", 2, "names", List.of("a", "b"))))))
        .hasMessageContaining("model.kind");
  }

  private static Value.Table judged(Object... opinions) {
    SortedMap<String, Value> all =
        new TreeMap<>(
            table("rule", "yuma3", "judges", "0.2", "least_stake", 5, "least_judges", 3).entries());
    all.putAll(table("permits", 8).entries());
    all.putAll(table(opinions).entries());
    SortedMap<String, Value> entries =
        new TreeMap<>(
            task(
                    "scoring",
                    table(
                        "exact_to",
                        8,
                        "orders",
                        20,
                        "tolerance",
                        "0.01",
                        "alike",
                        "0.999",
                        "opinions",
                        new Value.Table(all)))
                .entries());
    entries.remove("examples");
    return new Value.Table(entries);
  }

  @Test
  void judgesExamineByTheOriginalsDefaults() {
    Examiner.Judges judges =
        new Examiner.Judges(
            2,
            200_000,
            3,
            2,
            new YumaParameters(
                32_767,
                65_535,
                0,
                5_000_000_000L,
                8,
                OptionalInt.empty(),
                new BondRule.Yuma3(900_000, Optional.empty())));
    assertThat(TaskFile.of(judged()).terms(List.of()).examiner()).isEqualTo(judges);
    BondRule liquid =
        new BondRule.Yuma3(500_000, Optional.of(new LiquidAlpha(45_874, 58_982, 1_000)));
    assertThat(
            TaskFile.of(judged("moving_average", "0.5", "liquid_alpha", table("low", "0.7")))
                .judges()
                .orElseThrow()
                .consensus()
                .bonds())
        .isEqualTo(liquid);
  }

  @Test
  void judgesAreRefusedWhereTheyAreWrong() {
    assertThatThrownBy(() -> TaskFile.of(with(judged(), "examples", 500)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("scoring.opinions")
        .hasMessageContaining("exclude each other");
    assertThatThrownBy(() -> TaskFile.of(judged("rule", "yuma4")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("scoring.opinions.rule must be yuma3 or classic, not yuma4");
    assertThatThrownBy(() -> TaskFile.of(judged("rule", "classic", "liquid_alpha", table())))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("goes with the rule yuma3");
    assertThatThrownBy(() -> TaskFile.of(judged("liquid_alpha", table("low", "0.95"))))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("liquid_alpha.low");
    assertThatThrownBy(() -> TaskFile.of(judged("least_judges", 9)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("scoring.opinions.least_judges");
    assertThatThrownBy(() -> TaskFile.of(judged("kapa", "0.5")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("kapa");
  }

  private static Value.Table with(Value.Table table, Object... changes) {
    SortedMap<String, Value> entries = new TreeMap<>(table.entries());
    entries.putAll(table(changes).entries());
    return new Value.Table(entries);
  }
}
