package polder.adapters.rocksdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * RocksDB's machine code. Its own loader leaves a copy of 17 MB in the temporary folder whenever
 * the process is killed; this one removes the copy as soon as it is in memory.
 */
final class NativeLibrary {
  private static final String OWN_FOLDER = "ROCKSDB_SHAREDLIB_DIR";

  private static boolean loaded;

  private NativeLibrary() {}

  /**
   * Loads the library, the first time.
   *
   * @throws IOException if this machine does not run it
   */
  static synchronized void load() throws IOException {
    if (loaded) {
      return;
    }
    try {
      if (System.getenv(OWN_FOLDER) == null) {
        loadFromPassingCopy();
      }
      RocksDB.loadLibrary();
    } catch (RuntimeException | UnsatisfiedLinkError e) {
      throw new IOException(
          "RocksDB's native library cannot be loaded on this machine (is "
              + System.getProperty("java.io.tmpdir")
              + " full, or mounted noexec?): "
              + e.getMessage(),
          e);
    }
    loaded = true;
  }

  private static void loadFromPassingCopy() throws IOException {
    Path folder = Files.createTempDirectory("polder-rocksdb");
    try {
      NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
    } finally {
      remove(folder);
    }
  }

  /** Some systems do not let go of a loaded file; RocksDB removes it there at the normal end. */
  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!file.toFile().delete()) {
          return;
        }
      }
    }
    Files.deleteIfExists(folder);
  }
}
