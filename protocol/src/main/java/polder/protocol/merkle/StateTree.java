package polder.protocol.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import polder.protocol.Bytes;
import polder.protocol.Content;
import polder.protocol.Hash;

/**
 * A map from keys to values under one root, at a cost in proportion to what changes. The root is
 * that of a compact binary tree over SHA-256 of the keys, after Diem's "Jellyfish Merkle Tree"
 * (2021): a subtree without leaves is {@link Hash#ZERO}; one with a single leaf is that leaf,
 * {@code SHA-256(0x00 ‖ SHA-256(key) ‖ SHA-256(value))}; any other is {@code SHA-256(0x01 ‖ left ‖
 * right)}, split by the next bit, the first bit of the hash being the most significant. So the root
 * follows from the entries alone, whatever their history.
 *
 * <p>Entries are walked in the order of their keys as unsigned bytes. A tree is for one thread at a
 * time. Its parts are immutable: a {@linkplain #copy() copy} shares them, costs nothing, and may be
 * used by another thread.
 */
public final class StateTree {
  private SortedEntries entries;
  private StateNode top;

  /** A tree without entries. */
  public StateTree() {
    this(SortedEntries.EMPTY, StateNode.Empty.EMPTY);
  }

  private StateTree(SortedEntries entries, StateNode top) {
    this.entries = entries;
    this.top = top;
  }

  /**
   * The tree of {@code ascending}, such as a snapshot.
   *
   * @throws IllegalArgumentException if a key is not greater than the one before it
   */
  public static StateTree of(Iterable<? extends Map.Entry<Bytes, Bytes>> ascending) {
    List<Map.Entry<Bytes, Bytes>> all = new ArrayList<>();
    List<HashedChange> changes = new ArrayList<>();
    for (Map.Entry<Bytes, Bytes> entry : ascending) {
      if (!all.isEmpty() && entry.getKey().compareTo(all.getLast().getKey()) <= 0) {
        throw new IllegalArgumentException(
            "key " + entry.getKey() + " does not come after " + all.getLast().getKey());
      }
      all.add(entry);
      changes.add(HashedChange.of(entry.getKey(), Optional.of(entry.getValue())));
    }
    return new StateTree(
        SortedEntries.of(all), StateUpdate.apply(StateNode.Empty.EMPTY, changes, Parts.IN_TURN));
  }

  /**
   * Sets or, where the value is empty, deletes keys; deleting what is not there does nothing. Each
   * inner node over a change is hashed once for the whole batch.
   */
  public void apply(SortedMap<Bytes, Optional<Bytes>> changes) {
    List<HashedChange> hashed = new ArrayList<>(changes.size());
    changes.forEach((key, value) -> hashed.add(HashedChange.of(key, value)));
    apply(hashed, Parts.IN_TURN);
  }

  /**
   * What becomes of one key, with its hashes: the greater part of what a change costs, which may be
   * computed on many threads before {@link #apply(List, Parts)}.
   */
  public static final class HashedChange {
    private final Bytes key;
    private final @Nullable Bytes value;
    private final Hash keyHash;
    private final StateNode leaf;

    /** What makes {@code leaf} of what stands at a key, whatever hash that has. */
    HashedChange(Bytes key, Optional<Bytes> value, Hash keyHash, StateNode leaf) {
      this.key = key;
      this.value = value.orElse(null);
      this.keyHash = keyHash;
      this.leaf = leaf;
    }

    /** Sets {@code key}, or deletes it where there is no value. */
    public static HashedChange of(Bytes key, Optional<Bytes> value) {
      Hash keyHash = StateNode.hashOf(key);
      StateNode leaf =
          value.isEmpty()
              ? StateNode.Empty.EMPTY
              : new StateNode.Leaf(key, StateNode.leafHash(keyHash, StateNode.hashOf(value.get())));
      return new HashedChange(key, value, keyHash, leaf);
    }

    /** Which key. */
    public Bytes key() {
      return key;
    }

    /** Its new value; empty where it is deleted. */
    public Optional<Bytes> value() {
      return Optional.ofNullable(value);
    }

    Hash keyHash() {
      return keyHash;
    }

    /** What stands for the key in the tree, if nothing stands beside it. */
    StateNode leaf() {
      return leaf;
    }
  }

  /** Where independent parts of a tree are computed. */
  @FunctionalInterface
  public interface Parts {
    /** One after the other. */
    Parts IN_TURN =
        new Parts() {
          @Override
          public <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step) {
            return items.stream().<B>map(step).toList();
          }
        };

    /**
     * Applies {@code step} to each item, once; the results are in the items' order. It changes
     * nothing but what no other step reads or changes.
     */
    <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step);
  }

  /** As {@link #apply(SortedMap)}: ascending by key, each key once. */
  public void apply(List<HashedChange> changes, Parts parts) {
    for (int i = 1; i < changes.size(); i++) {
      if (changes.get(i - 1).key.compareTo(changes.get(i).key) >= 0) {
        throw new IllegalArgumentException(
            "key " + changes.get(i).key + " does not come after " + changes.get(i - 1).key);
      }
    }
    entries = entries.apply(changes, parts);
    top = StateUpdate.apply(top, changes, parts);
  }

  /** The value at {@code key}. */
  public Optional<Bytes> get(Bytes key) {
    return entries.get(key);
  }

  /** Number of entries. */
  public int size() {
    return entries.size();
  }

  /** The root over all entries; {@link Hash#ZERO} without any. */
  public Hash root() {
    return top.hash();
  }

  /** The entries whose keys start with {@code prefix}, as a new map. */
  public NavigableMap<Bytes, Bytes> range(Bytes prefix) {
    NavigableMap<Bytes, Bytes> range = new TreeMap<>();
    forEach(prefix, range::put);
    return range;
  }

  /**
   * Gives the entries whose keys start with {@code prefix} to {@code consumer}, in order of the
   * key. The consumer may change this tree; what it then sees is still the state before.
   */
  public void forEach(Bytes prefix, BiConsumer<? super Bytes, ? super Bytes> consumer) {
    forEachContent(prefix, (key, value) -> consumer.accept(key, value.bytes()));
  }

  /** As {@link #forEach}, without reading values that are not in memory. */
  public void forEachContent(Bytes prefix, BiConsumer<? super Bytes, ? super Content> consumer) {
    entries.forEach(prefix, consumer);
  }

  /**
   * Holds the value at {@code key}, which is there, as {@code content}: the same bytes, in another
   * place.
   */
  public void hold(Bytes key, Content content) {
    entries = entries.holding(key, content);
  }

  /** A tree with the same entries that changes by itself. */
  public StateTree copy() {
    return new StateTree(entries, top);
  }

  /** The proof of what is at {@code key}: its value, or that there is none. */
  public StateProof prove(Bytes key) {
    Hash keyHash = StateNode.hashOf(key);
    List<Hash> path = new ArrayList<>();
    StateNode node = top;
    while (node instanceof StateNode.Inner inner) {
      boolean right = StateNode.bit(keyHash, path.size());
      path.add(right ? inner.left().hash() : inner.right().hash());
      node = right ? inner.right() : inner.left();
    }
    return new StateProof(path.reversed(), otherLeaf(node, key));
  }

  private Optional<StateProof.OtherLeaf> otherLeaf(StateNode node, Bytes key) {
    return node instanceof StateNode.Leaf leaf && !leaf.key().equals(key)
        ? Optional.of(
            new StateProof.OtherLeaf(
                StateNode.hashOf(leaf.key()),
                StateNode.hashOf(entries.get(leaf.key()).orElseThrow())))
        : Optional.empty();
  }
}
