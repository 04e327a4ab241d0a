package polder.epoch;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where the independent parts of an epoch are computed: over all cores of one machine, or over many
 * machines. The epoch program is the same everywhere; equal roots on every engine are a test.
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
   * Applies {@code step}, which must be pure, to each item. A step may itself have items mapped.
   *
   * @return the results in the order of {@code items}
   */
  <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step);

  /**
   * What {@code result} gives, while {@code other} is done, of which it needs nothing.
   *
   * @param other neither of them changes what the other reads
   */
  default <T> T beside(Supplier<? extends T> result, Runnable other) {
    List<Supplier<Optional<T>>> both =
        List.of(
            () -> Optional.of(result.get()),
            () -> {
              other.run();
              return Optional.empty();
            });
    return this.<Supplier<Optional<T>>, Optional<T>>map(both, Supplier::get)
        .getFirst()
        .orElseThrow();
  }
}
