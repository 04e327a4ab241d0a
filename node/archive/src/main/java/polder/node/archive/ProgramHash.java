package polder.node.archive;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collection;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import polder.epoch.EpochRun;
import polder.networks.NetworkKind;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;

/**
 * Names the code that computes epochs: SHA-256 over the class files of the pure modules as this
 * process runs them. Classes stand in order of their names, so a jar and a folder of the same
 * classes give the same hash, whatever a jar holds beside them and however it is packed.
 */
public final class ProgramHash {
  private static final List<String> PACKAGES =
      List.of("polder/protocol/", "polder/networks/", "polder/epoch/");
  private static final String CLASS = ".class";

  private ProgramHash() {}

  /**
   * The hash of the epoch program with {@code kinds}.
   *
   * @throws IOException if the class files cannot be read
   */
  public static Hash of(Collection<? extends NetworkKind> kinds) throws IOException {
    SortedSet<Path> places = new TreeSet<>();
    for (Class<?> part : List.of(Hash.class, NetworkKind.class, EpochRun.class)) {
      places.add(place(part));
    }
    for (NetworkKind kind : kinds) {
      places.add(place(kind.getClass()));
    }
    SortedMap<String, Hash> classes = new TreeMap<>();
    for (Path place : places) {
      if (Files.isDirectory(place)) {
        addFolder(place, classes);
      } else {
        addJar(place, classes);
      }
    }
    return of(classes);
  }

  /** The hash of a program of these class files, by name such as {@code polder/epoch/A.class}. */
  static Hash of(SortedMap<String, Hash> classes) {
    CborWriter writer = new CborWriter().beginArray(2).text("polder/program");
    writer.beginArray(classes.size());
    for (Map.Entry<String, Hash> one : classes.entrySet()) {
      writer.beginArray(2).text(one.getKey()).hash(one.getValue());
    }
    return Hash.sha256(writer.toByteArray());
  }

  private static Path place(Class<?> part) throws IOException {
    CodeSource source = part.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IOException("cannot tell where the program of " + part.getName() + " is");
    }
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException("the program at " + source.getLocation() + " is no file", e);
    }
  }

  static void addFolder(Path folder, SortedMap<String, Hash> classes) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      String name =
          folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
      if (counts(name)) {
        classes.put(name, Hash.sha256(Files.readAllBytes(file)));
      }
    }
  }

  static void addJar(Path jar, SortedMap<String, Hash> classes) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Enumeration<JarEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        JarEntry entry = entries.nextElement();
        if (counts(entry.getName())) {
          try (InputStream content = file.getInputStream(entry)) {
            classes.put(entry.getName(), Hash.sha256(content.readAllBytes()));
          }
        }
      }
    }
  }

  private static boolean counts(String name) {
    return name.endsWith(CLASS) && PACKAGES.stream().anyMatch(name::startsWith);
  }
}
