package polder.ports;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.protocol.Bytes;

/** An archive that is forgotten with its process. For tests of the rooms; safe for threads. */
public final class MemoryArchive implements Archive, Archive.Reader {
  private final TreeMap<String, Bytes> files = new TreeMap<>();

  @Override
  public synchronized Optional<Bytes> read(String path) {
    return Optional.ofNullable(files.get(path));
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Reader reader() {
    return this;
  }

  @Override
  public synchronized void writePieces(SortedMap<String, List<Bytes>> added) throws IOException {
    requireFixed(added.keySet());
    for (Map.Entry<String, List<Bytes>> file : added.entrySet()) {
      Bytes content = Bytes.join(file.getValue());
      Bytes before = files.putIfAbsent(file.getKey(), content);
      if (before != null && !before.equals(content)) {
        throw new IOException("another content stands at " + file.getKey());
      }
    }
  }

  @Override
  public synchronized void writeLatest(Bytes pointer) {
    files.put(LATEST, pointer);
  }

  @Override
  public synchronized void writeKept(Bytes note) {
    files.put(KEPT, note);
  }

  @Override
  public synchronized void delete(Collection<String> paths) {
    requireFixed(paths);
    files.keySet().removeAll(paths);
  }

  @Override
  public synchronized SortedSet<String> list(String folder) {
    SortedSet<String> found = new TreeSet<>();
    for (String path : files.keySet()) {
      if (path.lastIndexOf('/') == folder.length() && path.startsWith(folder)) {
        found.add(path);
      }
    }
    return found;
  }

  private static void requireFixed(Collection<String> paths) {
    for (String path : paths) {
      if (!Archive.isFixedPath(path)) {
        throw new IllegalArgumentException("'" + path + "' is no path of an archive");
      }
    }
  }
}
