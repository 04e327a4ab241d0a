package polder.ports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.Content;

/** What every {@link StateStore} promises. */
public abstract class StateStoreContract {
  /** The store of this test: empty the first time; then closed and opened anew in its place. */
  protected abstract StateStore open() throws IOException;

  private static Bytes bytes(String text) {
    return Bytes.wrap(text.getBytes(UTF_8));
  }

  /** Loads and checks on the way that keys come in order. */
  private static SortedMap<Bytes, Bytes> load(StateReader store) throws IOException {
    TreeMap<Bytes, Bytes> loaded = new TreeMap<>();
    Optional<Bytes> header =
        store.load((key, value) -> {
          if (!loaded.isEmpty()) {
            assertThat(key).isGreaterThan(loaded.lastKey());
          }
          loaded.put(key, value);
        });
    assertThat(header).isEqualTo(store.header());
    return loaded;
  }

  @Test
  void beginsEmpty() throws IOException {
    StateStore store = open();
    assertThat(store.header()).isEmpty();
    assertThat(load(store)).isEmpty();
  }

  @Test
  void keepsWhatWasCommitted() throws IOException {
    StateStore store = open();
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    changes.put(bytes("a"), Optional.of(bytes("1")));
    changes.put(bytes("b"), Optional.of(Bytes.EMPTY));
    changes.put(Bytes.EMPTY, Optional.of(bytes("empty key")));
    store.commit(bytes("header 0"), changes.entrySet());
    StateStore again = open();
    assertThat(again.header()).contains(bytes("header 0"));
    assertThat(load(again))
        .containsExactly(
            Map.entry(Bytes.EMPTY, bytes("empty key")),
            Map.entry(bytes("a"), bytes("1")),
            Map.entry(bytes("b"), Bytes.EMPTY));
  }

  @Test
  void givesBackWhatWasPutAside() throws IOException {
    StateStore store = open();
    byte[] large = new byte[300_000];
    new SplittableRandom(11).nextBytes(large);
    List<Bytes> values = List.of(bytes("one"), Bytes.EMPTY, Bytes.wrap(large));

    List<Content> first = store.aside(values);
    List<Content> second = store.aside(values.reversed());

    assertThat(first.stream().map(Content::bytes)).isEqualTo(values);
    assertThat(second.stream().map(Content::bytes)).isEqualTo(values.reversed());
    assertThat(first.stream().map(one -> one.head(2)))
        .containsExactly(bytes("on"), Bytes.EMPTY, Bytes.copyOf(large, 0, 2));
    assertThat(store.aside(List.of())).isEmpty();
    assertThat(load(open())).isEmpty();
  }

  @Test
  void changesAndDeletes() throws IOException {
    StateStore store = open();
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    changes.put(bytes("a"), Optional.of(bytes("1")));
    changes.put(bytes("b"), Optional.of(bytes("1")));
    store.commit(bytes("header 0"), changes.entrySet());
    changes.put(bytes("a"), Optional.empty());
    changes.put(bytes("b"), Optional.of(bytes("2")));
    changes.put(bytes("never there"), Optional.empty());
    store.commit(bytes("header 1"), changes.entrySet());
    store.commit(bytes("header 2"), List.of());
    StateStore again = open();
    assertThat(again.header()).contains(bytes("header 2"));
    assertThat(load(again)).containsExactly(Map.entry(bytes("b"), bytes("2")));
  }

  @Test
  void changesNothingBeforeTheEvidenceIsDurable() throws IOException {
    StateStore store = open();
    List<Map.Entry<Bytes, Optional<Bytes>>> changes =
        List.of(Map.entry(bytes("a"), Optional.of(bytes("1"))));
    List<Optional<Bytes>> found = new ArrayList<>();
    store.commit(bytes("header 0"), changes, () -> found.add(store.header()));
    assertThat(found).containsExactly(Optional.empty());
    assertThat(store.header()).contains(bytes("header 0"));
    assertThatThrownBy(() ->
            store.commit(
                bytes("header 1"),
                List.of(Map.entry(bytes("a"), Optional.empty())),
                () -> {
                  throw new IOException("the archive is full");
                }))
        .hasMessage("the archive is full");
    assertThat(store.header()).contains(bytes("header 0"));
    assertThat(load(store)).containsExactly(Map.entry(bytes("a"), bytes("1")));
    store.commit(bytes("header 1"), List.of());
    assertThat(open().header()).contains(bytes("header 1"));
  }

  @Test
  void goesBackToAnEarlierEpochAndToNone() throws IOException {
    StateStore store = open();
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    changes.put(bytes("a"), Optional.of(bytes("1")));
    store.commit(bytes("header 0"), changes.entrySet());
    changes.put(bytes("a"), Optional.of(bytes("2")));
    changes.put(bytes("b"), Optional.of(bytes("2")));
    store.commit(bytes("header 1"), changes.entrySet());
    changes.put(bytes("a"), Optional.of(bytes("1")));
    changes.put(bytes("b"), Optional.empty());
    store.goBack(Optional.of(bytes("header 0")), changes.entrySet());
    StateStore again = open();
    assertThat(again.header()).contains(bytes("header 0"));
    assertThat(load(again)).containsExactly(Map.entry(bytes("a"), bytes("1")));
    again.goBack(Optional.empty(), List.of(Map.entry(bytes("a"), Optional.<Bytes>empty())));
    StateStore first = open();
    assertThat(first.header()).isEmpty();
    assertThat(load(first)).isEmpty();
    first.commit(bytes("header 0, closed again"), List.of());
    assertThat(first.header()).contains(bytes("header 0, closed again"));
  }

  @Test
  void ordersKeysAsUnsignedBytesAndFollowsAMap() throws IOException {
    long seed = 17;
    SplittableRandom random = new SplittableRandom(seed);
    StateStore store = open();
    TreeMap<Bytes, Bytes> expected = new TreeMap<>();
    for (int commit = 0; commit < 20; commit++) {
      TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
      for (int change = 0; change < 50; change++) {
        byte[] key = new byte[random.nextInt(3)];
        random.nextBytes(key);
        byte[] value = new byte[random.nextInt(2_000)];
        random.nextBytes(value);
        changes.put(
            Bytes.wrap(key),
            random.nextInt(4) == 0 ? Optional.empty() : Optional.of(Bytes.wrap(value)));
      }
      changes.forEach((key, value) ->
          value.ifPresentOrElse(v -> expected.put(key, v), () -> expected.remove(key)));
      store.commit(bytes("header " + commit), changes.entrySet());
    }
    assertThat(load(open())).as("seed %d", seed).isEqualTo(expected);
  }

  @Test
  void loadsOneCommitWhileTheNextIsMade() throws IOException {
    StateStore store = open();
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    for (int key = 0; key < 100; key++) {
      changes.put(bytes("key " + key), Optional.of(bytes("before")));
    }
    store.commit(bytes("header 0"), changes.entrySet());
    changes.replaceAll((key, value) -> Optional.of(bytes("after")));
    List<Bytes> seen = new ArrayList<>();
    Optional<Bytes> header =
        store.load((key, value) -> {
          if (seen.isEmpty()) {
            commit(store, changes);
          }
          seen.add(value);
        });
    assertThat(header).contains(bytes("header 0"));
    assertThat(seen).hasSize(100).containsOnly(bytes("before"));
    assertThat(load(store)).containsValue(bytes("after")).doesNotContainValue(bytes("before"));
  }

  private static void commit(StateStore store, SortedMap<Bytes, Optional<Bytes>> changes) {
    try {
      store.commit(bytes("header 1"), changes.entrySet());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
