package polder.agent.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.networks.learning.Briefing;
import polder.networks.learning.train.Architecture;
import polder.networks.learning.train.DataSet;
import polder.networks.learning.train.Targets;

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
}
