package polder.adapters.rocksdb;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The space of what was deleted, which is given back on a thread beside all else: a disk that is
 * busy with other tables lets nobody wait for it. For one thread.
 */
final class Leftovers {
  /** After so much was deleted its space is given back: sooner costs more writing than it saves. */
  private static final long ENOUGH_BYTES = 16L << 20;

  private final Database database;
  private final Family family;
  private long bytes;
  private FutureTask<Boolean> work = new FutureTask<>(() -> true);

  Leftovers(Database database, Family family) {
    this.database = database;
    this.family = family;
    work.run();
  }

  /** Notes that so much was deleted. */
  void add(long deletedBytes) {
    bytes += deletedBytes;
  }

  /**
   * Begins to give back the space of entries from {@code from} to {@code to}, if that is worth it
   * and what was begun before is done.
   *
   * @throws IOException if what was begun before failed
   */
  void giveBack(byte[] from, byte[] to) throws IOException {
    if (bytes < ENOUGH_BYTES || !work.isDone()) {
      return;
    }
    requireGood();
    bytes = 0;
    work =
        new FutureTask<>(() -> {
          database.giveBack(family, from, to);
          return true;
        });
    Thread.ofPlatform().daemon().name("polder-space").start(work);
  }

  private void requireGood() throws IOException {
    try {
      work.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while space was given back", e);
    } catch (ExecutionException e) {
      throw new IOException("space could not be given back: " + e.getMessage(), e);
    }
  }
}
