package polder.agent.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.learning.Briefing;
import polder.networks.learning.message.Origin;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Targets;
import polder.protocol.identity.DeviceId;

class LocalDataTest {
  private static final Briefing.Source.Series SERIES =
      new Briefing.Source.Series("temperature", 3_600_000, 3, 2, 10_000, 2_000);
  private static final Architecture MODEL = new Architecture.Linear(5, 1);

  @TempDir Path folder;

  private void write(String name, String... lines) throws IOException {
    Files.write(folder.resolve(name), List.of(lines));
  }

  /** Hours 0 to {@code hours}, of 10 degrees and one more each hour, without those left out. */
  private static String[] hours(int hours, Integer... leftOut) {
    List<String> lines = new ArrayList<>(List.of("time,value"));
    for (int hour = 0; hour < hours; hour++) {
      if (!List.of(leftOut).contains(hour)) {
        lines.add("2025-01-01T%02d:00Z,%d".formatted(hour, 10 + hour));
      }
    }
    return lines.toArray(String[]::new);
  }

  @Test
  void aWindowForecastsHowMuchHigherTheValueWillBe() throws Exception {
    write("a.csv", hours(6));
    DataSet data = new LocalData(folder).examples(SERIES, MODEL);

    // From hours 0, 1, 2 to hour 4, and from 1, 2, 3 to 5.
    assertThat(data.rows()).isEqualTo(2);
    assertThat(List.of(data.inputs()[0], data.inputs()[1], data.inputs()[2]))
        .containsExactly(0f, 0.5f, 1f);
    assertThat(data.inputs()[3])
        .as("sine of hour 4")
        .isEqualTo((float) StrictMath.sin(Math.PI / 3));
    assertThat(((Targets.Numbers) data.targets()).values()).containsExactly(1f, 1f);
  }

  @Test
  void whatIsMissingMakesNoExample() throws Exception {
    write("a.csv", hours(6, 3));
    assertThat(new LocalData(folder).examples(SERIES, MODEL).rows()).isEqualTo(1);
    write("a.csv", hours(6, 2));
    assertThatThrownBy(() -> new LocalData(folder).examples(SERIES, MODEL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no example");
  }

  @Test
  void aRowOfAClassIsWhatItSays() throws Exception {
    write("a.csv", "x,y,class", "1,2,out", "3,4,in");
    DataSet data =
        new LocalData(folder)
            .examples(
                new Briefing.Source.Classes(2, List.of("in", "out")),
                new Architecture.Linear(2, 2));
    assertThat(data.inputs()).containsExactly(1f, 2f, 3f, 4f);
    assertThat(((Targets.Classes) data.targets()).labels()).containsExactly(1, 0);
  }

  @Test
  void errorsNameTheLine() throws Exception {
    write("a.csv", "time,value", "2025-01-01T00:00Z,1", "yesterday,2");
    assertThatThrownBy(() -> new LocalData(folder).examples(SERIES, MODEL))
        .hasMessageContaining("a.csv, line 3");
    write("a.csv", "when,value");
    assertThatThrownBy(() -> new LocalData(folder).examples(SERIES, MODEL))
        .hasMessageContaining("a.csv, line 1: no column is called time");
    write("a.csv", "time,value", "2025-01-01T00:00Z,NaN");
    assertThatThrownBy(() -> new LocalData(folder).examples(SERIES, MODEL))
        .hasMessageContaining("a.csv, line 2");
    write("a.csv", "x,y,class", "1,2,up");
    assertThatThrownBy(() ->
            new LocalData(folder)
                .examples(
                    new Briefing.Source.Classes(2, List.of("in", "out")),
                    new Architecture.Linear(2, 2)))
        .hasMessageContaining("a.csv, line 2");
  }

  @Test
  void theSameFilesAreTheSameCommitmentWhateverTheyAreCalled() throws Exception {
    write("a.csv", hours(6));
    write("b.csv", hours(7));
    var before = new LocalData(folder).commitment();
    Files.move(folder.resolve("a.csv"), folder.resolve("c.csv"));
    assertThat(new LocalData(folder).commitment()).isEqualTo(before);
    write("c.csv", hours(8));
    assertThat(new LocalData(folder).commitment()).isNotEqualTo(before);
  }

  private static final String DEVICE = "did:key:z6MkfLx9XWNzVBtz9ZTtvbxpoywNL6yEcLt2ZW4TtSDV2jTh";

  private static final String EXPORTED =
      "network,device,latitude,longitude,height_m,quantity,unit,time,value,verdict,reasons,epoch,"
          + "revised_epoch,message,simulated,licence";

  /** As {@code polder export} writes it. */
  private static String exported(String network, int hour, String quantity, long epoch) {
    return network
        + ","
        + DEVICE
        + ",52.5,13.4,2.0,"
        + quantity
        + ",Cel,2025-01-01T%02d:00:00Z,%d,accepted,,".formatted(hour, 10 + hour)
        + epoch
        + ",,00,true,CC0-1.0";
  }

  @Test
  void exportedReadingsSayWhoseTheyAre() throws Exception {
    List<String> lines = new ArrayList<>(List.of(EXPORTED));
    for (int hour = 0; hour < 6; hour++) {
      lines.add(exported("air", hour, "temperature", 40 + hour));
      lines.add(exported("air", hour, "humidity", 90));
    }
    write("readings.csv", lines.toArray(String[]::new));
    LocalData data = new LocalData(folder);

    assertThat(data.examples(SERIES, MODEL).rows()).as("of its quantity").isEqualTo(2);
    assertThat(data.origin(SERIES))
        .contains(new Origin("air", List.of(DeviceId.parse(DEVICE)), 40, 45));
    write("own.csv", hours(6));
    assertThat(data.origin(SERIES)).as("of what is only held here").isEmpty();
  }

  @Test
  void readingsOfTwoNetworksHaveNoOneOrigin() throws Exception {
    write(
        "readings.csv",
        EXPORTED,
        exported("air", 0, "temperature", 1),
        exported("water", 1, "temperature", 1));
    assertThatThrownBy(() -> new LocalData(folder).origin(SERIES))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("air, water");
  }

  @Test
  void aForecastIsAskedOfTheLatestWholeWindow() throws Exception {
    write("a.csv", hours(8, 6));
    Inquiry inquiry = Inquiry.of(new LocalData(folder), SERIES, MODEL);

    assertThat(new String(inquiry.body().toArray(), StandardCharsets.UTF_8))
        .startsWith("{\"rows\":[[1.5,2.0,2.5,");
    assertThat(inquiry.read(List.of(new float[] {0.25f})))
        .containsExactly(
            new Inquiry.Prediction(
                "a.csv", Optional.of(Instant.parse("2025-01-01T07:00:00Z")), "15.50"));
  }

  @Test
  void aClassIsSaidWithItsProbability() throws Exception {
    write("a.csv", "x,y", "1,2");
    Inquiry inquiry =
        Inquiry.of(
            new LocalData(folder),
            new Briefing.Source.Classes(2, List.of("in", "out")),
            new Architecture.Linear(2, 2));

    assertThat(inquiry.read(List.of(new float[] {0f, 3f})))
        .containsExactly(new Inquiry.Prediction("a.csv:2", Optional.empty(), "out (95 %)"));
  }
}
