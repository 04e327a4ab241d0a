package polder.ports;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import polder.protocol.Bytes;
import polder.protocol.Content;

/** A state that is forgotten with its process. For tests of the rooms; safe for threads. */
public final class MemoryStateStore implements StateStore {
  private record Version(Optional<Bytes> header, SortedMap<Bytes, Bytes> entries) {}

  private volatile Version current = new Version(Optional.empty(), new TreeMap<>());

  @Override
  public Optional<Bytes> header() {
    return current.header();
  }

  @Override
  public Optional<Bytes> load(BiConsumer<Bytes, Bytes> reader) {
    Version version = current;
    version.entries().forEach(reader);
    return version.header();
  }

  @Override
  public synchronized void commit(
      Bytes header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes, Evidence evidence)
      throws IOException {
    evidence.await();
    goBack(Optional.of(header), changes);
  }

  @Override
  public synchronized void goBack(
      Optional<Bytes> header, Collection<Map.Entry<Bytes, Optional<Bytes>>> changes) {
    TreeMap<Bytes, Bytes> entries = new TreeMap<>(current.entries());
    for (Map.Entry<Bytes, Optional<Bytes>> change : changes) {
      change
          .getValue()
          .ifPresentOrElse(
              value -> entries.put(change.getKey(), value), () -> entries.remove(change.getKey()));
    }
    current = new Version(header, entries);
  }

  @Override
  public List<Content> aside(List<Bytes> values) {
    return List.copyOf(values);
  }
}
