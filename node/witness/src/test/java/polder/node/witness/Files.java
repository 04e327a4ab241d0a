package polder.node.witness;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.ports.Archive;
import polder.protocol.Bytes;

/** An archive in memory of which any file can be replaced. */
public record Files(SortedMap<String, Bytes> files) implements Archive.Reader {
  public Files {
    files = new TreeMap<>(files);
  }

  Files with(String path, Bytes content) {
    Files changed = new Files(files);
    changed.files.put(path, content);
    return changed;
  }

  Files with(Map<String, Bytes> more) {
    Files changed = new Files(files);
    changed.files.putAll(more);
    return changed;
  }

  Files without(String path) {
    Files changed = new Files(files);
    changed.files.remove(path);
    return changed;
  }

  Bytes get(String path) {
    return Optional.ofNullable(files.get(path)).orElseThrow();
  }

  @Override
  public Optional<Bytes> read(String path) {
    return Optional.ofNullable(files.get(path));
  }

  @Override
  public String name() {
    return "small world";
  }
}
