package polder.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.ports.Archive;
import polder.ports.ArchiveContract;

final class DirectoryArchiveTest extends ArchiveContract {
  @TempDir Path temporary;

  @Override
  protected Archive open() {
    return new DirectoryArchive(temporary.resolve("data/archive"));
  }

  @Test
  void putsFilesWhereTheirPathSays() throws IOException {
    open().write(new TreeMap<>(Map.of("epochs/1-0/header.cbor", bytes("header"))));
    Path file = temporary.resolve("data/archive/epochs/1-0/header.cbor");
    assertThat(Files.readString(file)).isEqualTo("header");
  }

  @Test
  void leavesNothingBesideItsFiles() throws IOException {
    Archive archive = open();
    archive.write(new TreeMap<>(Map.of("epochs/1-0/header.cbor", bytes("header"))));
    archive.writeLatest(bytes("1"));
    archive.writeLatest(bytes("2"));
    try (Stream<Path> files = Files.walk(temporary)) {
      assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("header.cbor", Archive.LATEST);
    }
  }

  @Test
  void goesOnFromWhatACrashLeft() throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("data/archive/epochs/1-0"));
    Files.writeString(folder.resolve(".header.cbor.part"), "hea and rubbish that is longer");
    Archive archive = open();
    assertThat(archive.reader().read("epochs/1-0/header.cbor")).isEmpty();
    assertThat(archive.reader().read("epochs/1-0/.header.cbor.part")).isEmpty();
    archive.write(new TreeMap<>(Map.of("epochs/1-0/header.cbor", bytes("header"))));
    assertThat(archive.reader().read("epochs/1-0/header.cbor")).contains(bytes("header"));
  }

  @Test
  void keepsTheFirstFilesWhenALaterOneIsRefused() throws IOException {
    Archive archive = open();
    archive.write(new TreeMap<>(Map.of("b", bytes("before"))));
    assertThatThrownBy(() ->
            archive.write(new TreeMap<>(Map.of("a", bytes("1"), "b", bytes("2"), "c", bytes("3")))))
        .isInstanceOf(IOException.class);
    assertThat(archive.reader().read("a")).contains(bytes("1"));
    assertThat(archive.reader().read("b")).contains(bytes("before"));
    assertThat(archive.reader().read("c")).isEmpty();
  }

  @Test
  void refusesFilesThatAreTooLarge() throws IOException {
    Path folder = temporary.resolve("data/archive");
    open().write(new TreeMap<>(Map.of("fits", bytes("12345"), "over", bytes("123456"))));
    Archive.Reader reader = new DirectoryArchive(folder, 5).reader();
    assertThat(reader.read("fits")).isPresent();
    assertThatThrownBy(() -> reader.read("over"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("6 bytes");
  }

  @Test
  void saysSoWhenItCannotWrite() throws IOException {
    Files.writeString(temporary.resolve("data"), "a file where the folder should be");
    assertThatThrownBy(() -> open().write(new TreeMap<>(Map.of("a", bytes("1")))))
        .isInstanceOf(IOException.class);
  }
}
