package polder.ports.readings;

import java.io.IOException;
import java.util.Optional;
import polder.protocol.Hash;

/**
 * Keeps the readings of sealed epochs, as they were projected from an archive. One writer; any
 * number of readers. What {@link #add} was given is there after a crash either whole or not at all,
 * and a later epoch never without the ones before.
 */
public interface ReadingStore extends AutoCloseable {
  /**
   * The epoch that was projected last.
   *
   * @param epoch its number
   * @param header hash of its header
   */
  record Projected(long epoch, Hash header) {}

  /** The epoch that was projected last; empty for a new store. */
  Optional<Projected> projected() throws IOException;

  /**
   * Takes the readings of the next epoch.
   *
   * @param keepFromMillis readings of epochs that ended before are not kept, nor those that were
   *     kept until now; epoch milliseconds
   * @throws IllegalArgumentException if it is not the epoch after the last; a new store takes any,
   *     because those before may have been pruned
   */
  void add(EpochReadings epoch, long keepFromMillis) throws IOException;

  /** Forgets everything, to be filled anew. */
  void clear() throws IOException;

  /**
   * Forgets everything but what was earned in epochs before {@code from}, to be filled anew from
   * there; all of it or nothing.
   *
   * @param from the first epoch to be forgotten, one of those that were added with their earnings
   * @param added what {@link #add} was given, enrolments and readings left out
   * @throws IOException also if {@code added} is something else
   */
  void clearFrom(long from, Added added) throws IOException;

  /** What a store was given. */
  interface Added {
    /**
     * An epoch.
     *
     * @param header hash of its header
     */
    EpochReadings epoch(long epoch, Hash header) throws IOException;

    /**
     * Hash of the header that an epoch builds on.
     *
     * @param header hash of the epoch's own
     */
    Hash before(long epoch, Hash header) throws IOException;
  }

  /** Bytes on the disk. */
  long bytes() throws IOException;

  /** For those who ask. */
  ReadModel model();

  @Override
  void close() throws IOException;
}
