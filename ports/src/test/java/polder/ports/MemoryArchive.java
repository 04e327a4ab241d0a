package polder.ports;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
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
  public synchronized void write(SortedMap<String, Bytes> added) throws IOException {
    for (String path : added.keySet()) {
      if (!Archive.isPath(path) || path.equals(LATEST)) {
        throw new IllegalArgumentException("'" + path + "' is no path of an archive");
      }
    }
    for (Map.Entry<String, Bytes> file : added.entrySet()) {
      Bytes before = files.putIfAbsent(file.getKey(), file.getValue());
      if (before != null && !before.equals(file.getValue())) {
        throw new IOException("another content stands at " + file.getKey());
      }
    }
  }

  @Override
  public synchronized void writeLatest(Bytes pointer) {
    files.put(LATEST, pointer);
  }
}
