package polder.epoch;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import polder.protocol.Bytes;
import polder.protocol.merkle.StateTree;

/**
 * An entry of the state, decoded; what is written to it is what the epoch leaves. An epoch holds
 * one for each device and account that it hears of, so it is kept small.
 */
final class Draft<E> {
  private final @Nullable Bytes before;
  private @Nullable E entry;
  private boolean written;

  /**
   * Of what stands in the state before.
   *
   * @param before empty where nothing does
   */
  Draft(Optional<Bytes> before, Function<Bytes, E> decoder) {
    this.before = before.orElse(null);
    this.entry = before.map(decoder).orElse(null);
  }

  /** The entry as it stands. */
  Optional<E> entry() {
    return Optional.ofNullable(entry);
  }

  void write(E newEntry) {
    entry = newEntry;
    written = true;
  }

  boolean isWritten() {
    return written;
  }

  /** What becomes of the state at {@code key}; empty where the entry ended as it began. */
  Optional<StateTree.HashedChange> change(Bytes key, Function<? super E, Bytes> encoder) {
    Bytes after = entry == null ? null : encoder.apply(entry);
    return Objects.equals(before, after)
        ? Optional.empty()
        : Optional.of(StateTree.HashedChange.of(key, Optional.ofNullable(after)));
  }
}
