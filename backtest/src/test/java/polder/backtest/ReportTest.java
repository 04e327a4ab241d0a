package polder.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.epoch.RuleBook;
import polder.networks.sensors.SensorsKind;
import polder.protocol.manifest.ManifestException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The page says what the tables say. */
final class ReportTest {
  private static final double TOKEN_ROUNDING = 0.001;

  @TempDir private Path folder = Path.of("");
  private TenStations stations = new TenStations(folder);

  @BeforeEach
  void unpack() throws IOException {
    stations = TenStations.in(folder);
  }

  @Test
  void showsTheNumbersOfTheSummary() throws Exception {
    Summary summary = TenStations.run(stations.request("out", 1));
    JsonNode run = data("out").get(0);
    assertThat(run.get("summary"))
        .isEqualTo(
            JsonMapper.shared().readTree(Files.readString(folder.resolve("out/summary.json"))));
    JsonNode devices = run.get("devices");
    assertThat(devices.get("total").longValue()).isEqualTo(summary.devices());
    assertThat(sum(devices.get("rejected"))).isEqualTo(summary.rejected());
    assertThat(sum(devices.get("unverified"))).isEqualTo(summary.unverified());
    assertThat(sum(devices.get("accepted")) + sum(devices.get("corroborated")))
        .isEqualTo(summary.accepted());
    assertThat(sum(devices.get("earned")))
        .isCloseTo(summary.paid().doubleValue(), within(TOKEN_ROUNDING));
  }

  @Test
  void countsEachRejectedReadingOnceOverTime() throws Exception {
    Summary summary = TenStations.run(stations.request("out", 1));
    JsonNode rejections = data("out").get(0).get("rejections");
    assertThat(sum(rejections.get("readings"))).isEqualTo(summary.readings());
    assertThat(rejections.get("readings").size()).isEqualTo(12);
    double rejected = sum(rejections.get("several"));
    for (JsonNode reason : rejections.get("reasons")) {
      rejected += sum(reason.get("counts"));
    }
    assertThat(rejected).isEqualTo(summary.rejected());
  }

  @Test
  void saysWhatEachCheckCaughtAndCost() throws Exception {
    Summary summary = TenStations.run(stations.request("out", 1));
    Map<String, Long> rejected = new TreeMap<>();
    JsonNode run = data("out").get(0);
    for (JsonNode check : run.get("checks")) {
      if (check.get("rejected").longValue() > 0) {
        rejected.put(check.get("name").stringValue(), check.get("rejected").longValue());
      }
      assertThat(check.get("failed").longValue())
          .isGreaterThanOrEqualTo(check.get("rejected").longValue());
      assertThat(check.get("rejected").longValue())
          .isGreaterThanOrEqualTo(check.get("alone").longValue());
    }
    assertThat(rejected).isEqualTo(summary.rejectedBy());
    // Twelve readings of the one twin that came later, each of which had earned all that twin-b
    // did.
    JsonNode shared = check(run, "shared_coordinates");
    assertThat(shared.get("devices").intValue()).isEqualTo(1);
    assertThat(shared.get("lost").doubleValue()).isPositive();
    // The front passes over all at 08:00: what step flags then, neighbours saw too.
    assertThat(check(run, "step").get("failed").longValue())
        .isEqualTo(summary.corroborated() + check(run, "step").get("rejected").longValue());
  }

  @Test
  void drawsTheWorstBesideTheirNeighbours() throws Exception {
    TenStations.run(stations.request("out", 1));
    JsonNode run = data("out").get(0);
    assertThat(run.get("worst").get(0).get("rejected").longValue()).isEqualTo(12);
    JsonNode box = find(run.get("panels"), "device", "box");
    assertThat(box.get("check").stringValue()).isEqualTo("neighbours");
    assertThat(box.get("own").get("values").size()).isEqualTo(12);
    assertThat(box.get("marks").size()).isEqualTo(box.get("rejected").intValue());
    assertThat(box.get("others").size()).isEqualTo(5);
    assertThat(box.get("median").get("values").size()).isPositive();
    // Nobody stands near the cape, and nothing is made up.
    assertThat(find(run.get("panels"), "device", "cape").get("others").size()).isZero();
  }

  @Test
  void keepsHostileNamesAsText() throws Exception {
    String hostile = "</script><script>alert(1)</script><!--'";
    for (String file : List.of(TenStations.STATIONS, TenStations.OBSERVATIONS)) {
      Path path = folder.resolve(file);
      Files.writeString(path, Files.readString(path).replace("box", "\"" + hostile + "\"\"\""));
    }
    TenStations.run(stations.request("out", 1));
    String page = Files.readString(folder.resolve("out/report.html"));
    assertThat(page).doesNotContain("alert(1)<", "<script>alert");
    assertThat(page.split("</script", -1)).hasSize(4);
    List<String> names = new ArrayList<>();
    data("out").get(0).get("devices").get("name").forEach(name -> names.add(name.stringValue()));
    assertThat(names).contains(hostile + "\"");
  }

  @Test
  void comparesTwoSetsOfRulesOverTheSameData() throws Exception {
    Summary alone = TenStations.run(stations.request("alone", 1));
    Path lenient = folder.resolve("lenient.yaml");
    Files.writeString(
        lenient,
        TenStations.text(TenStations.MANIFEST).replaceAll("least_limit: \\S+", "least_limit: 9"));
    Backtest.Compared both = backtest("out").compare(lenient, BacktestListener.NONE);
    assertThat(both.first().root()).isEqualTo(alone.root());
    assertThat(both.second().rejected()).isLessThan(both.first().rejected());
    assertThat(folder.resolve("out/rewards.csv"))
        .hasSameBinaryContentAs(folder.resolve("alone/rewards.csv"));
    assertThat(stations.rows("out/compare", "rewards.csv")).hasSize(120);

    JsonNode data = data("out");
    assertThat(data.size()).isEqualTo(2);
    assertThat(data.get(1)).isEqualTo(data("out/compare").get(0));
    assertThat(data.get(0).get("rules").get("file").stringValue()).isEqualTo(TenStations.MANIFEST);
    assertThat(data.get(1).get("rules").get("file").stringValue()).isEqualTo("lenient.yaml");
    String key = "parameters.quantities.temperature.neighbours.least_limit";
    assertThat(data.get(1).get("rules").get("values").get(key).stringValue()).isEqualTo("9");
    // Both are drawn for every device that is among the worst by the first rules.
    for (JsonNode panel : data.get(0).get("panels")) {
      find(data.get(1).get("panels"), "device", panel.get("device").stringValue());
    }
  }

  @Test
  void tellsOfAWrongSecondManifestBeforeItRunsTheFirst() throws Exception {
    Path wrong = folder.resolve("wrong.yaml");
    Files.writeString(
        wrong, TenStations.text(TenStations.MANIFEST).replace("least_owners", "least_owner"));
    assertThatThrownBy(() -> backtest("out").compare(wrong, BacktestListener.NONE))
        .isInstanceOf(ManifestException.class);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void runsWithoutNeighboursAndWithoutRejections() throws Exception {
    List<String> rows = TenStations.text(TenStations.OBSERVATIONS).lines().toList();
    Files.writeString(
        folder.resolve("one.csv"),
        String.join("\n", rows.stream().filter(row -> !row.matches(".*T(0[1-9]|1.):.*")).toList()));
    Summary summary =
        TenStations.run(stations.request("out", 1, "one.csv", Optional.of("1h"), false));
    assertThat(sum(data("out").get(0).get("devices").get("rejected")))
        .isEqualTo(summary.rejected());
  }

  private Backtest backtest(String out) {
    return new Backtest(new RuleBook(List.of(new SensorsKind())), stations.request(out, 1));
  }

  private JsonNode data(String out) throws IOException {
    String page = Files.readString(folder.resolve(out).resolve("report.html"));
    String start = "id=\"data\">";
    int from = page.indexOf(start) + start.length();
    return JsonMapper.shared().readTree(page.substring(from, page.indexOf("</script>", from)));
  }

  private static JsonNode check(JsonNode run, String name) {
    return find(run.get("checks"), "name", name);
  }

  private static JsonNode find(JsonNode list, String key, String value) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(node -> node.get(key).stringValue().equals(value))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + value + " in " + list));
  }

  private static double sum(JsonNode numbers) {
    return StreamSupport.stream(numbers.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .sum();
  }
}
