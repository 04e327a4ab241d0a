package polder.node.closing;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.ports.StateStore;
import polder.protocol.Bytes;
import polder.protocol.Content;
import polder.protocol.merkle.StateTree;

/**
 * The large values of a state, which are not kept in memory: they are most of it, such as what a
 * review of sensors remembers of weeks, and are looked at once a day.
 *
 * @param store takes them
 */
record LargeValues(StateStore store) {
  private static final int LARGE_BYTES = 64 << 10;

  /** Puts aside all that {@code state} holds. */
  void putAside(StateTree state) throws IOException {
    SortedMap<Bytes, Bytes> large = new TreeMap<>();
    state.forEach(
        Bytes.EMPTY,
        (key, value) -> {
          if (isLarge(value)) {
            large.put(key, value);
          }
        });
    putAside(state, large);
  }

  /** Puts aside what {@code changes}, after which {@code state} is, brought. */
  void putAside(StateTree state, List<StateTree.HashedChange> changes) throws IOException {
    SortedMap<Bytes, Bytes> large = new TreeMap<>();
    for (StateTree.HashedChange change : changes) {
      change.value().filter(LargeValues::isLarge).ifPresent(its -> large.put(change.key(), its));
    }
    putAside(state, large);
  }

  private static boolean isLarge(Bytes value) {
    return value.size() >= LARGE_BYTES;
  }

  private void putAside(StateTree state, SortedMap<Bytes, Bytes> large) throws IOException {
    Iterator<Content> aside = store.aside(List.copyOf(large.values())).iterator();
    large.keySet().forEach(key -> state.hold(key, aside.next()));
  }
}
