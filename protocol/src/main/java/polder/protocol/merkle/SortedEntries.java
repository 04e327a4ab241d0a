package polder.protocol.merkle;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import polder.protocol.Bytes;
import polder.protocol.Content;

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
  private final Content value;
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

  private SortedEntries(Bytes key, Content value, SortedEntries left, SortedEntries right) {
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
        return Optional.of(node.value.bytes());
      }
      node = order < 0 ? node.left : node.right;
    }
    return Optional.empty();
  }

  /** This map, which has {@code wanted}, with {@code its} for the value there. */
  SortedEntries holding(Bytes wanted, Content its) {
    if (height == 0) {
      throw new IllegalArgumentException("there is no key " + wanted);
    }
    int order = wanted.compareTo(key);
    if (order == 0) {
      return new SortedEntries(key, its, left, right);
    }
    return order < 0
        ? with(left.holding(wanted, its), right)
        : with(left, right.holding(wanted, its));
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
    Update whole = new Update(changes, (part, from, to) -> part);
    if (changes.size() < 1 << PART_DEPTH) {
      return whole.of(this, 0, changes.size(), Integer.MAX_VALUE);
    }
    // What stands above the parts is walked twice: to find them, and to put them together.
    List<Part> split = new ArrayList<>(1 << PART_DEPTH);
    new Update(
            changes,
            (part, from, to) -> {
              split.add(new Part(part, from, to));
              return part;
            })
        .of(this, 0, changes.size(), PART_DEPTH);
    Iterator<SortedEntries> done =
        parts
            .map(split, part -> whole.of(part.entries, part.from, part.to, Integer.MAX_VALUE))
            .iterator();
    return new Update(changes, (part, from, to) -> done.next())
        .of(this, 0, changes.size(), PART_DEPTH);
  }

  /** A subtree with those of the changes that lie in it. */
  private record Part(SortedEntries entries, int from, int to) {}

  /** What becomes of a subtree by some of the changes. */
  private interface Below {
    SortedEntries of(SortedEntries part, int from, int to);
  }

  /**
   * What a batch of changes makes of a map.
   *
   * @param changes ascending by key
   * @param below tells what becomes of subtrees at a depth
   */
  private record Update(List<StateTree.HashedChange> changes, Below below) {
    /**
     * What the changes from {@code from} to {@code to} make of a subtree that they lie in.
     *
     * @param depth how far below it stands what {@code below} tells of
     */
    SortedEntries of(SortedEntries before, int from, int to, int depth) {
      if (from == to) {
        return before;
      }
      if (depth == 0) {
        return below.of(before, from, to);
      }
      if (before.height == 0) {
        return fresh(from, to);
      }
      int at = firstFrom(before.key, from, to);
      boolean own = at < to && changes.get(at).key().equals(before.key);
      SortedEntries newLeft = of(before.left, from, at, depth - 1);
      SortedEntries newRight = of(before.right, own ? at + 1 : at, to, depth - 1);
      if (own && changes.get(at).value().isEmpty()) {
        return joined(newLeft, newRight);
      }
      Content newValue = own ? changes.get(at).value().orElseThrow() : before.value;
      return newLeft == before.left && newRight == before.right && newValue.equals(before.value)
          ? before
          : joined(before.key, newValue, newLeft, newRight);
    }

    private SortedEntries fresh(int from, int to) {
      return SortedEntries.of(
          changes.subList(from, to).stream()
              .filter(change -> change.value().isPresent())
              .map(change -> Map.entry(change.key(), change.value().get()))
              .toList());
    }

    /** Index of the first change whose key is not below {@code wanted}. */
    private int firstFrom(Bytes wanted, int from, int to) {
      int low = from;
      int high = to;
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
  }

  /**
   * One tree of two of any heights and a key between them (Blelloch, Ferizovic, Sun, "Just Join for
   * Parallel Ordered Sets", 2016).
   */
  private static SortedEntries joined(
      Bytes key, Content value, SortedEntries left, SortedEntries right) {
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
  void forEach(Bytes prefix, BiConsumer<? super Bytes, ? super Content> consumer) {
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
      Bytes key, Content value, SortedEntries left, SortedEntries right) {
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
