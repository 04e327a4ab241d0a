package polder.protocol.merkle;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import polder.protocol.Bytes;

/**
 * An immutable map ordered by key: an AVL tree of which a change copies only the nodes on its way,
 * so that an older version stays valid and costs nothing. Heights differ by one at most, whatever
 * keys an adversary picks; that also bounds the depth of every recursion here.
 */
final class SortedEntries {
  static final SortedEntries EMPTY = new SortedEntries();

  /** How many levels below the top the parts of a large map begin. */
  private static final int PART_DEPTH = 4;

  private final Bytes key;
  private final Bytes value;
  private final SortedEntries left;
  private final SortedEntries right;
  private final int height;
  private final int size;

  /** The end of every branch; its own children, so that no field is ever null. */
  private SortedEntries() {
    this.key = Bytes.EMPTY;
    this.value = Bytes.EMPTY;
    this.left = this;
    this.right = this;
    this.height = 0;
    this.size = 0;
  }

  private SortedEntries(Bytes key, Bytes value, SortedEntries left, SortedEntries right) {
    this.key = key;
    this.value = value;
    this.left = left;
    this.right = right;
    this.height = 1 + Math.max(left.height, right.height);
    this.size = Math.addExact(1, Math.addExact(left.size, right.size));
  }

  /** The map of {@code ascending}, which has each key once, in order. */
  static SortedEntries of(List<? extends Map.Entry<Bytes, Bytes>> ascending) {
    if (ascending.isEmpty()) {
      return EMPTY;
    }
    int middle = ascending.size() / 2;
    return new SortedEntries(
        ascending.get(middle).getKey(),
        ascending.get(middle).getValue(),
        of(ascending.subList(0, middle)),
        of(ascending.subList(middle + 1, ascending.size())));
  }

  int size() {
    return size;
  }

  Optional<Bytes> get(Bytes wanted) {
    SortedEntries node = this;
    while (node.height > 0) {
      int order = wanted.compareTo(node.key);
      if (order == 0) {
        return Optional.of(node.value);
      }
      node = order < 0 ? node.left : node.right;
    }
    return Optional.empty();
  }

  /** This map without {@code oldKey}; itself if the key is not there. */
  SortedEntries remove(Bytes oldKey) {
    if (height == 0) {
      return this;
    }
    int order = oldKey.compareTo(key);
    if (order < 0) {
      SortedEntries changed = left.remove(oldKey);
      return changed == left ? this : balanced(key, value, changed, right);
    }
    if (order > 0) {
      SortedEntries changed = right.remove(oldKey);
      return changed == right ? this : balanced(key, value, left, changed);
    }
    return joined(left, right);
  }

  /**
   * This map after {@code changes}, ascending by key, each key once. Visits only what lies on the
   * way to a change, and each of that once for the whole batch.
   *
   * @param parts where the parts of a large map are computed
   */
  SortedEntries apply(List<StateTree.HashedChange> changes, StateTree.Parts parts) {
    if (changes.size() < 1 << PART_DEPTH) {
      return apply(changes);
    }
    // What stands above the parts is walked twice: to find them, and to put them together.
    List<Part> split = new ArrayList<>(1 << PART_DEPTH);
    apply(
        changes,
        PART_DEPTH,
        (part, its) -> {
          split.add(new Part(part, its));
          return part;
        });
    Iterator<SortedEntries> done =
        parts.map(split, part -> part.entries.apply(part.changes)).iterator();
    return apply(changes, PART_DEPTH, (part, its) -> done.next());
  }

  /** A subtree with what becomes of it. */
  private record Part(SortedEntries entries, List<StateTree.HashedChange> changes) {}

  /** What becomes of a subtree. */
  private interface Change {
    SortedEntries of(SortedEntries part, List<StateTree.HashedChange> changes);
  }

  private SortedEntries apply(List<StateTree.HashedChange> changes) {
    return apply(changes, Integer.MAX_VALUE, (part, its) -> part);
  }

  /**
   * The same.
   *
   * @param depth so far below the parts stand for which {@code below} tells what becomes of them
   */
  private SortedEntries apply(List<StateTree.HashedChange> changes, int depth, Change below) {
    if (changes.isEmpty()) {
      return this;
    }
    if (depth == 0) {
      return below.of(this, changes);
    }
    if (height == 0) {
      return of(
          changes.stream()
              .filter(change -> change.value().isPresent())
              .map(change -> Map.entry(change.key(), change.value().get()))
              .toList());
    }
    int at = firstFrom(changes, key);
    boolean own = at < changes.size() && changes.get(at).key().equals(key);
    SortedEntries newLeft = left.apply(changes.subList(0, at), depth - 1, below);
    SortedEntries newRight =
        right.apply(changes.subList(own ? at + 1 : at, changes.size()), depth - 1, below);
    if (own && changes.get(at).value().isEmpty()) {
      return joined(newLeft, newRight);
    }
    Bytes newValue = own ? changes.get(at).value().orElseThrow() : value;
    return newLeft == left && newRight == right && newValue.equals(value)
        ? this
        : joined(key, newValue, newLeft, newRight);
  }

  /** Index of the first change whose key is not below {@code wanted}. */
  private static int firstFrom(List<StateTree.HashedChange> changes, Bytes wanted) {
    int low = 0;
    int high = changes.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (changes.get(middle).key().compareTo(wanted) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * One tree of two of any heights and a key between them (Blelloch, Ferizovic, Sun, "Just Join for
   * Parallel Ordered Sets", 2016).
   */
  private static SortedEntries joined(
      Bytes key, Bytes value, SortedEntries left, SortedEntries right) {
    if (left.height > right.height + 1) {
      return balanced(left.key, left.value, left.left, joined(key, value, left.right, right));
    }
    if (right.height > left.height + 1) {
      return balanced(right.key, right.value, joined(key, value, left, right.left), right.right);
    }
    return new SortedEntries(key, value, left, right);
  }

  /** One tree of two of any heights, all keys of the first below those of the second. */
  private static SortedEntries joined(SortedEntries left, SortedEntries right) {
    if (right.height == 0) {
      return left;
    }
    SortedEntries next = right;
    while (next.left.height > 0) {
      next = next.left;
    }
    return joined(next.key, next.value, left, right.remove(next.key));
  }

  /** Gives every entry whose key starts with {@code prefix} to {@code consumer}, ascending. */
  void forEach(Bytes prefix, BiConsumer<? super Bytes, ? super Bytes> consumer) {
    if (height == 0) {
      return;
    }
    boolean inside = key.startsWith(prefix);
    int order = inside ? 0 : key.compareTo(prefix);
    if (order >= 0) {
      left.forEach(prefix, consumer);
    }
    if (inside) {
      consumer.accept(key, value);
    }
    if (order <= 0) {
      right.forEach(prefix, consumer);
    }
  }

  /** Height of the tree: at most 1.44 times the logarithm of the size to base two. */
  int height() {
    return height;
  }

  /** One node over two trees whose heights differ by two at most, turned where they do. */
  private static SortedEntries balanced(
      Bytes key, Bytes value, SortedEntries left, SortedEntries right) {
    if (left.height > right.height + 1) {
      SortedEntries inner = left.right;
      return left.left.height >= inner.height
          ? left.with(left.left, new SortedEntries(key, value, inner, right))
          : inner.with(
              left.with(left.left, inner.left), new SortedEntries(key, value, inner.right, right));
    }
    if (right.height > left.height + 1) {
      SortedEntries inner = right.left;
      return right.right.height >= inner.height
          ? right.with(new SortedEntries(key, value, left, inner), right.right)
          : inner.with(
              new SortedEntries(key, value, left, inner.left),
              right.with(inner.right, right.right));
    }
    return new SortedEntries(key, value, left, right);
  }

  private SortedEntries with(SortedEntries newLeft, SortedEntries newRight) {
    return new SortedEntries(key, value, newLeft, newRight);
  }
}
