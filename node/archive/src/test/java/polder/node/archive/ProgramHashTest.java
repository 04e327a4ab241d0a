package polder.node.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Hash;

class ProgramHashTest {
  private static final List<String> CLASSES =
      List.of("polder/epoch/A.class", "polder/networks/sensors/B.class", "polder/protocol/C.class");

  @TempDir Path folder;

  @Test
  void isTheSameForAFolderAndForJarsInAnyOrder() throws IOException {
    Hash fromFolder = ofFolder("classes", CLASSES);

    assertThat(ofJar("one.jar", CLASSES)).isEqualTo(fromFolder);
    assertThat(ofJar("other.jar", CLASSES.reversed())).isEqualTo(fromFolder);
  }

  @Test
  void ignoresWhatDoesNotCompute() throws IOException {
    List<String> more = new java.util.ArrayList<>(CLASSES);
    more.addAll(List.of("META-INF/MANIFEST.MF", "polder/app/Main.class", "polder/epoch/A.txt"));

    assertThat(ofJar("more.jar", more)).isEqualTo(ofFolder("classes", CLASSES));
  }

  @Test
  void changesWithEveryClass() throws IOException {
    Hash hash = ofFolder("classes", CLASSES);
    Files.writeString(
        folder.resolve("classes").resolve(CLASSES.get(1)), "changed", StandardCharsets.UTF_8);
    SortedMap<String, Hash> changed = new TreeMap<>();
    ProgramHash.addFolder(folder.resolve("classes"), changed);

    assertThat(ProgramHash.of(changed)).isNotEqualTo(hash);
    assertThat(ofFolder("fewer", CLASSES.subList(0, 2))).isNotEqualTo(hash);
  }

  @Test
  void namesThisProgram() throws IOException {
    Hash hash = ProgramHash.of(List.of());

    assertThat(hash).isEqualTo(ProgramHash.of(List.of())).isNotEqualTo(Hash.ZERO);
    assertThat(hash).isNotEqualTo(ProgramHash.of(new TreeMap<>()));
  }

  private Hash ofFolder(String name, List<String> files) throws IOException {
    for (String file : files) {
      Path path = folder.resolve(name).resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, file, StandardCharsets.UTF_8);
    }
    SortedMap<String, Hash> classes = new TreeMap<>();
    ProgramHash.addFolder(folder.resolve(name), classes);
    return ProgramHash.of(classes);
  }

  private Hash ofJar(String name, List<String> files) throws IOException {
    Path jar = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String file : files) {
        zip.putNextEntry(new ZipEntry(file));
        zip.write(file.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    SortedMap<String, Hash> classes = new TreeMap<>();
    ProgramHash.addJar(jar, classes);
    return ProgramHash.of(classes);
  }
}
