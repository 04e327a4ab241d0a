package polder.epoch;

import java.util.List;
import java.util.function.Function;

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
   * Applies {@code step}, which must be pure, to each item.
   *
   * @return the results in the order of {@code items}
   */
  <A, B> List<B> map(List<A> items, Function<? super A, ? extends B> step);
}
