package polder.epoch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.ToIntFunction;

/** Cuts lists so that threads can take a part each without getting in each other's way. */
final class Cuts {
  private Cuts() {}

  /**
   * The items by part, in each in their order.
   *
   * @param part gives the number of an item's part
   * @param count how many parts there are
   */
  static <T> List<List<T>> byPart(Collection<T> items, ToIntFunction<? super T> part, int count) {
    List<List<T>> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(new ArrayList<>(items.size() / count + 1));
    }
    items.forEach(item -> parts.get(part.applyAsInt(item)).add(item));
    return parts;
  }

  /** One part of all that were cut alike, one after the other. */
  static <T> List<T> joined(List<List<List<T>>> cut, int part) {
    List<T> joined = new ArrayList<>();
    cut.forEach(parts -> joined.addAll(parts.get(part)));
    return joined;
  }

  /** About {@code count} lists that are {@code items} one after the other. */
  static <T> List<List<T>> inTurn(List<T> items, int count) {
    List<List<T>> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) items.size() * i / count);
      int to = (int) ((long) items.size() * (i + 1) / count);
      if (from < to) {
        parts.add(items.subList(from, to));
      }
    }
    return parts;
  }
}
