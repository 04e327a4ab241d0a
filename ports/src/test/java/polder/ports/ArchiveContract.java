package polder.ports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;

/** What every {@link Archive} promises. */
public abstract class ArchiveContract {
  private static final String INPUTS = "epochs/000000000000-0/inputs.cbor";
  private static final String OUTCOME = "epochs/000000000000-0/outcome.cbor";

  /** Paths that lead elsewhere, or that one file system or another would read otherwise. */
  protected static final List<String> BAD_PATHS =
      List.of(
          "",
          "/",
          "/etc/passwd",
          "..",
          "../x",
          "epochs/../../x",
          "epochs/./x",
          "epochs//x",
          "epochs/",
          ".hidden",
          "epochs/.hidden",
          "a\\b",
          "C:x",
          "a b",
          "a%2e",
          "a?b",
          "a#b",
          "a\0b",
          "ä",
          "a\n",
          "x".repeat(Archive.MAX_PATH + 1));

  /** The archive of this test: empty the first time; then opened anew in its place. */
  protected abstract Archive open() throws IOException;

  protected static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(UTF_8));
  }

  @Test
  void beginsEmpty() throws IOException {
    Archive.Reader reader = open().reader();
    assertThat(reader.read(Archive.LATEST)).isEmpty();
    assertThat(reader.read(INPUTS)).isEmpty();
    assertThat(reader.name()).isNotBlank();
  }

  @Test
  void keepsWhatWasWritten() throws IOException {
    Archive archive = open();
    archive.write(new TreeMap<>(Map.of(INPUTS, bytes("inputs"), OUTCOME, Bytes.EMPTY)));
    for (Archive.Reader reader : List.of(archive.reader(), open().reader())) {
      assertThat(reader.read(INPUTS)).contains(bytes("inputs"));
      assertThat(reader.read(OUTCOME)).contains(Bytes.EMPTY);
      assertThat(reader.read("epochs/000000000000-0")).isEmpty();
      assertThat(reader.read("epochs")).isEmpty();
      assertThat(reader.read(INPUTS + "/more")).isEmpty();
    }
  }

  @Test
  void keepsBytesOfAnyValue() throws IOException {
    byte[] content = new byte[300_000];
    for (int at = 0; at < content.length; at++) {
      content[at] = (byte) (at * 31 >> 3);
    }
    Archive archive = open();
    archive.write(new TreeMap<>(Map.of(INPUTS, Bytes.wrap(content))));
    assertThat(archive.reader().read(INPUTS)).contains(Bytes.wrap(content));
  }

  /** Small and large ones, and none; more together than is written at once. */
  @Test
  void writesPiecesOneAfterTheOther() throws IOException {
    List<Bytes> pieces = new ArrayList<>();
    for (int length : new int[] {0, 1, 300_000, 7, 262_144, 0, 262_143, 3}) {
      byte[] piece = new byte[length];
      Arrays.fill(piece, (byte) (pieces.size() + 1));
      pieces.add(Bytes.wrap(piece));
    }
    TreeMap<String, List<Bytes>> files = new TreeMap<>(Map.of(INPUTS, pieces, OUTCOME, List.of()));
    open().writePieces(files);
    assertThat(open().reader().read(INPUTS)).contains(Bytes.join(pieces));
    assertThat(open().reader().read(OUTCOME)).contains(Bytes.EMPTY);
    open().writePieces(files);
    pieces.set(1, bytes("2"));
    assertThatThrownBy(() -> open().writePieces(files)).isInstanceOf(IOException.class);
  }

  @Test
  void writingTheSameAgainChangesNothing() throws IOException {
    TreeMap<String, Bytes> files = new TreeMap<>(Map.of(INPUTS, bytes("inputs")));
    open().write(files);
    files.put(OUTCOME, bytes("outcome"));
    Archive again = open();
    again.write(files);
    assertThat(again.reader().read(INPUTS)).contains(bytes("inputs"));
    assertThat(again.reader().read(OUTCOME)).contains(bytes("outcome"));
  }

  @Test
  void neverChangesWhatIsThere() throws IOException {
    Archive archive = open();
    archive.write(new TreeMap<>(Map.of(INPUTS, bytes("inputs"))));
    for (String other : List.of("Inputs", "", "inputs and more")) {
      assertThatThrownBy(() -> archive.write(new TreeMap<>(Map.of(INPUTS, bytes(other)))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(INPUTS);
    }
    assertThat(open().reader().read(INPUTS)).contains(bytes("inputs"));
  }

  @Test
  void movesOnlyLatest() throws IOException {
    Archive archive = open();
    archive.writeLatest(bytes("0"));
    archive.writeLatest(bytes("1"));
    assertThat(archive.reader().read(Archive.LATEST)).contains(bytes("1"));
    assertThat(open().reader().read(Archive.LATEST)).contains(bytes("1"));
    assertThatThrownBy(() -> archive.write(new TreeMap<>(Map.of(Archive.LATEST, bytes("2")))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void movesTheNoteOfWhatIsKept() throws IOException {
    Archive archive = open();
    assertThat(archive.reader().read(Archive.KEPT)).isEmpty();
    archive.writeKept(bytes("0"));
    archive.writeKept(bytes("1"));
    assertThat(open().reader().read(Archive.KEPT)).contains(bytes("1"));
    assertThatThrownBy(() -> archive.write(new TreeMap<>(Map.of(Archive.KEPT, bytes("2")))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void deletesWhatItIsToldAndNothingElse() throws IOException {
    Archive archive = open();
    archive.write(new TreeMap<>(Map.of(INPUTS, bytes("inputs"), OUTCOME, bytes("outcome"))));
    archive.writeLatest(bytes("0"));
    archive.delete(List.of(INPUTS, "epochs/000000000009-0/inputs.cbor"));
    assertThat(open().reader().read(INPUTS)).isEmpty();
    for (String bad : List.of(Archive.LATEST, Archive.KEPT, "../x", "")) {
      assertThatThrownBy(() -> archive.delete(List.of(OUTCOME, bad)))
          .as("path '%s'", bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(open().reader().read(OUTCOME)).contains(bytes("outcome"));
    archive.write(new TreeMap<>(Map.of(INPUTS, bytes("inputs"))));
    assertThat(open().reader().read(INPUTS)).contains(bytes("inputs"));
  }

  @Test
  void listsWhatStandsInAFolder() throws IOException {
    Archive archive = open();
    assertThat(archive.list("snapshots")).isEmpty();
    archive.write(
        new TreeMap<>(
            Map.of(
                "snapshots/b.cbor",
                bytes("b"),
                "snapshots/a.cbor",
                bytes("a"),
                INPUTS,
                bytes(""))));
    archive.writeLatest(bytes("0"));
    assertThat(open().list("snapshots")).containsExactly("snapshots/a.cbor", "snapshots/b.cbor");
    assertThat(open().list("epochs")).isEmpty();
  }

  @Test
  void neverLeadsOutOfTheArchive() throws IOException {
    Archive archive = open();
    for (String path : BAD_PATHS) {
      TreeMap<String, Bytes> files = new TreeMap<>(Map.of(path, bytes("x"), INPUTS, bytes("x")));
      assertThatThrownBy(() -> archive.write(files))
          .as("path '%s'", path)
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(archive.reader().read(path)).as("path '%s'", path).isEmpty();
    }
    assertThat(archive.reader().read(INPUTS)).as("nothing of a refused write").isEmpty();
  }
}
