package polder.epoch;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where the independent parts of an epoch are computed, in the memory of one process. The epoch
 * program is the same everywhere; equal roots on every engine are a test.
 */
public interface EpochEngine {
  /** One after the other on the calling thread. */
  EpochEngine SEQUENTIAL =
      new EpochEngine() {
        @Override
        public <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step) {
          return items.stream().<B>map(step).toList();
        }
      };

  /**
   * Applies {@code step} to each item, once. A step may itself have items mapped. It changes
   * nothing but what no other step reads or changes; that is seen once all are done.
   *
   * @return the results in the order of {@code items}
   */
  <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step);

  /**
   * Computes two things that need nothing of each other.
   *
   * @param together makes the result of both
   */
  default <A, B, C> C both(
      Supplier<? extends A> one,
      Supplier<? extends B> other,
      BiFunction<? super A, ? super B, ? extends C> together) {
    record Half<A, B>(Optional<A> one, Optional<B> other) {}
    List<Supplier<Half<A, B>>> halves =
        List.of(
            () -> new Half<>(Optional.of(one.get()), Optional.empty()),
            () -> new Half<>(Optional.empty(), Optional.of(other.get())));
    List<Half<A, B>> done = map(halves, Supplier::get);
    return together.apply(
        done.getFirst().one().orElseThrow(), done.getLast().other().orElseThrow());
  }
}
