package polder.adapters.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import polder.ports.BlobStore;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Blobs in a folder: {@code ab/abcd…}, by the first byte of their names, with {@code .note} beside
 * those that have one. What is being written lies in {@code incoming}, is forced to the disk and
 * then renamed, so that neither a crash nor a reader ever finds half of one. What a crash left in
 * {@code incoming} goes when the folder is opened. A blob that was found damaged is called {@code
 * .damaged} from then on.
 */
public final class FileBlobs implements BlobStore, AutoCloseable {
  private static final int FOLDERS = 256;
  private static final String INCOMING = "incoming";

  private final Path directory;
  private final Path incoming;
  private final Space space;
  private final FolderLock folderLock;
  private final AtomicLong parts = new AtomicLong();
  // Whoever names, deletes or sets aside in one of the folders has its lock.
  private final Object[] locks = new Object[FOLDERS];

  /**
   * How much there may be.
   *
   * @param storeBytes most bytes of all blobs together
   * @param leastFreeBytes so much of the disk stays free for others
   */
  public record Limits(long storeBytes, long leastFreeBytes) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a limit is negative
     */
    public Limits {
      if (storeBytes < 0 || leastFreeBytes < 0) {
        throw new IllegalArgumentException("no limit of a store of blobs is negative");
      }
    }
  }

  private FileBlobs(Path directory, Limits limits, FolderLock folderLock) {
    this.directory = directory;
    this.incoming = directory.resolve(INCOMING);
    this.space = new Space(directory, limits);
    this.folderLock = folderLock;
    for (int i = 0; i < FOLDERS; i++) {
      locks[i] = new Object();
    }
  }

  /**
   * Opens the blobs in {@code directory}, which is created if it is not there. Takes time for each
   * blob.
   *
   * @throws IOException if another process has it open, or the disk refuses
   */
  public static FileBlobs open(Path directory, Limits limits) throws IOException {
    Path whole = directory.toAbsolutePath().normalize();
    DirectoryArchive.createDurably(whole.resolve(INCOMING));
    FolderLock lock =
        FolderLock.take(
            whole, whole + " is in use by another process: stop that, or name another folder");
    try {
      FileBlobs blobs = new FileBlobs(whole, limits, lock);
      blobs.tidy();
      return blobs;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Removes what a crash left, and counts what is there. */
  private void tidy() throws IOException {
    try (Stream<Path> left = Files.list(incoming)) {
      for (Path part : (Iterable<Path>) left::iterator) {
        Files.delete(part);
      }
    }
    for (int first = 0; first < FOLDERS; first++) {
      for (BlobFiles files : list(first).values()) {
        if (files.isThere()) {
          space.found(files.bytes());
        } else {
          Files.deleteIfExists(files.note());
        }
      }
    }
  }

  @Override
  public Put put(InputStream content, Optional<Hash> expected, long mostBytes) throws IOException {
    if (expected.isPresent()) {
      Optional<Put> there = there(expected.get());
      if (there.isPresent()) {
        return there.get();
      }
    }
    try (IncomingBlob part =
        new IncomingBlob(incoming.resolve(parts.getAndIncrement() + ".part"), space)) {
      Optional<Put> refusal = part.fill(content, mostBytes);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      if (expected.isPresent() && !expected.get().equals(part.hash())) {
        return new Put.WrongHash(part.hash(), part.bytes());
      }
      return name(part);
    } catch (IOException e) {
      if (Space.isUsedUp(e)) {
        return new Put.Full("the disk of " + directory + " is full");
      }
      throw e;
    }
  }

  /** What is there already, durably: whoever put it may not have come so far. */
  private Optional<Put> there(Hash hash) throws IOException {
    BlobFiles files = files(hash);
    synchronized (lock(hash)) {
      if (!Files.isRegularFile(files.whole())) {
        return Optional.empty();
      }
      DirectoryArchive.force(files.folder());
      return Optional.of(new Put.Stored(hash, Files.size(files.whole()), false));
    }
  }

  private Put name(IncomingBlob part) throws IOException {
    BlobFiles files = files(part.hash());
    synchronized (lock(part.hash())) {
      DirectoryArchive.createDurably(files.folder());
      boolean isNew = !Files.isRegularFile(files.whole());
      if (isNew) {
        part.moveTo(files.whole());
        forgetDamaged(files);
      }
      DirectoryArchive.force(files.folder());
      return new Put.Stored(part.hash(), part.bytes(), isNew);
    }
  }

  private void forgetDamaged(BlobFiles files) throws IOException {
    if (Files.isRegularFile(files.damaged())) {
      space.freed(Files.size(files.damaged()));
      Files.delete(files.damaged());
    }
  }

  @Override
  public Optional<Blob> find(Hash hash) {
    Path file = files(hash).whole();
    try {
      return Files.isRegularFile(file)
          ? Optional.of(new FileBlob(this, hash, file, Files.size(file)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // Deleted meanwhile.
    }
  }

  /** Serves a blob no more that is not what its name says. */
  void setAside(Hash hash) throws IOException {
    BlobFiles files = files(hash);
    synchronized (lock(hash)) {
      if (Files.isRegularFile(files.whole())) {
        forgetDamaged(files);
        Files.move(files.whole(), files.damaged(), StandardCopyOption.ATOMIC_MOVE);
        DirectoryArchive.force(files.folder());
      }
    }
  }

  @Override
  public boolean delete(Hash hash) throws IOException {
    BlobFiles files = files(hash);
    synchronized (lock(hash)) {
      boolean isThere = files.isThere();
      if (Files.isRegularFile(files.whole())) {
        space.freed(Files.size(files.whole()));
        Files.delete(files.whole());
      }
      forgetDamaged(files);
      // Last: a note without its blob goes when the folder is opened.
      if (Files.deleteIfExists(files.note()) || isThere) {
        DirectoryArchive.force(files.folder());
      }
      return isThere;
    }
  }

  @Override
  public boolean note(Hash hash, Bytes note) throws IOException {
    if (note.size() > MOST_NOTE_BYTES) {
      throw new IllegalArgumentException(
          "a note of " + note.size() + " bytes, more than " + MOST_NOTE_BYTES);
    }
    BlobFiles files = files(hash);
    synchronized (lock(hash)) {
      if (!files.isThere()) {
        return false;
      }
      Path part = incoming.resolve(parts.getAndIncrement() + ".part");
      try {
        IncomingBlob.write(part, note);
        Files.move(
            part,
            files.note(),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
      DirectoryArchive.force(files.folder());
      return true;
    }
  }

  @Override
  public Optional<Bytes> note(Hash hash) throws IOException {
    try {
      return Optional.of(Bytes.wrap(Files.readAllBytes(files(hash).note())));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void forEach(Visitor visitor) throws IOException {
    for (int first = 0; first < FOLDERS; first++) {
      for (BlobFiles files : list(first).values()) {
        if (files.isThere()) {
          visitor.visit(files.hash(), files.bytes(), !Files.isRegularFile(files.whole()));
        }
      }
    }
  }

  @Override
  public long bytes() {
    return space.used();
  }

  /** All that lies in a folder by its first byte; whatever has another name is not ours. */
  private TreeMap<Hash, BlobFiles> list(int first) throws IOException {
    TreeMap<Hash, BlobFiles> found = new TreeMap<>();
    Path folder = directory.resolve(BlobFiles.folder(first));
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        entries.forEach(
            entry -> BlobFiles.of(folder, entry).ifPresent(its -> found.put(its.hash(), its)));
      }
    }
    return found;
  }

  private BlobFiles files(Hash hash) {
    return BlobFiles.of(directory, hash);
  }

  private Object lock(Hash hash) {
    return locks[BlobFiles.first(hash)];
  }

  @Override
  public void close() throws IOException {
    folderLock.close();
  }
}
