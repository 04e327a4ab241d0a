package polder.world.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CsvReaderTest {
  private static final long SEED = 20_261_123;

  @TempDir private Path folder = Path.of("");

  @Test
  void readsQuotesCommasLineBreaksAndEmptyFields() throws IOException {
    assertThat(read("a,b\r\n\"x, \"\"y\"\"\nz\",\r\n,\"\"\n\n1,2"))
        .containsExactly(List.of("x, \"y\"\nz", ""), List.of("", ""), List.of("1", "2"));
  }

  @Test
  void passesOverAByteOrderMark() throws IOException {
    try (CsvReader rows =
        CsvReader.open(file("\ufeffa,b\n1,2\n".getBytes(StandardCharsets.UTF_8)))) {
      assertThat(rows.column("a")).isZero();
    }
  }

  @Test
  void knowsGzipByItsContent() throws IOException {
    Path file = file(gzip("a\nö\n"));
    try (CsvReader rows = CsvReader.open(file)) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.text(0)).isEqualTo("ö");
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void saysWhereAGzipFileIsCutOff() throws IOException {
    byte[] whole = gzip("a\n" + "123456789\n".repeat(100_000));
    Path file = file(Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> readAll(file))
        .isInstanceOf(RecordedDataException.class)
        .hasMessageMatching("(?s).* line \\d+: the gzip file is damaged or cut off here");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "a,b;1,2;1           | line 3: it has 1 fields, the header has 2",
        "a,b;1,2,3           | line 2: it has 3 fields, the header has 2",
        "a,b;1\",2           | line 2: a quote inside a field that does not begin with one",
        "a,b;\"1\"x,2        | line 2: text after a closing quote",
        "a,b;1,\"2           | line 2: a quote is never closed",
        "a,b;\"x;y\",\"z;\"\"| line 2: a quote is never closed"
      })
  void refusesWhatIsNoTable(String lines, String message) throws IOException {
    Path file = file(lines.strip().replace(';', '\n').getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> readAll(file))
        .isInstanceOf(RecordedDataException.class)
        .hasMessageEndingWith(message.strip());
  }

  @Test
  void refusesALonelyCarriageReturnWrongBytesAndEmptyFiles() throws IOException {
    assertThatThrownBy(() -> read("a,b\n1\r2,3\n")).hasMessageContaining("carriage return");
    Path file = file(new byte[] {'a', '\n', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> readAll(file)).hasMessageEndingWith("line 2: field 1 is not UTF-8");
    assertThatThrownBy(() -> read("\n\n")).hasMessageContaining("the file is empty");
  }

  @Test
  void boundsARow() {
    assertThatThrownBy(() -> read("a\n" + "x".repeat(CsvReader.MAX_ROW_BYTES + 1)))
        .hasMessageContaining("the row is longer than");
  }

  @Test
  void namesTheColumnsThereAre() throws IOException {
    try (CsvReader rows = CsvReader.open(file("a,b,b\n".getBytes(StandardCharsets.UTF_8)))) {
      assertThatThrownBy(() -> rows.column("c"))
          .hasMessageEndingWith("no column is called 'c'; there are a, b, b");
      assertThatThrownBy(() -> rows.column("b")).hasMessageEndingWith("two columns are called 'b'");
    }
  }

  @Test
  void readsBackWhateverRfc4180CanSay() throws IOException {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    for (int round = 0; round < 200; round++) {
      List<List<String>> rows = new ArrayList<>();
      StringBuilder text = new StringBuilder("a,b,c\n");
      for (int i = random.nextInt(20); i > 0; i--) {
        List<String> row = List.of("r" + field(random), field(random), field(random));
        rows.add(row);
        row.forEach(field -> text.append(quote(field)).append(','));
        text.setLength(text.length() - 1);
        text.append(random.nextBoolean() ? "\n" : "\r\n");
      }
      assertThat(read(text.toString())).as("seed %s, round %s", SEED, round).isEqualTo(rows);
    }
  }

  private static String field(RandomGenerator random) {
    StringBuilder field = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      field.append("ab,\"\n\r ü€".charAt(random.nextInt(9)));
    }
    return field.toString();
  }

  private static String quote(String field) {
    return field.matches("[^,\"\r\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
  }

  private List<List<String>> read(String text) throws IOException {
    return readAll(file(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<List<String>> readAll(Path file) throws IOException {
    List<List<String>> all = new ArrayList<>();
    try (CsvReader rows = CsvReader.open(file)) {
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < rows.columns(); i++) {
          row.add(rows.text(i));
        }
        all.add(row);
      }
    }
    return all;
  }

  private Path file(byte[] content) throws IOException {
    return Files.write(folder.resolve("table.csv"), content);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
