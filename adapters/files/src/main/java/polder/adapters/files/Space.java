package polder.adapters.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** What blobs take, and whether there is room for more. Any thread may call it. */
final class Space {
  private final Path directory;
  private final FileBlobs.Limits limits;
  private final AtomicLong used = new AtomicLong();

  Space(Path directory, FileBlobs.Limits limits) {
    this.directory = directory;
    this.limits = limits;
  }

  long used() {
    return used.get();
  }

  /** So many bytes were there before. */
  void found(long bytes) {
    used.addAndGet(bytes);
  }

  void freed(long bytes) {
    used.addAndGet(-bytes);
  }

  /** Whether so many bytes more may be written; if so they count as used. */
  boolean take(long bytes) {
    if (used.addAndGet(bytes) > limits.storeBytes()) {
      used.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Whether as much of the disk is free as others need. */
  boolean leavesEnough() {
    return directory.toFile().getUsableSpace() >= limits.leastFreeBytes();
  }

  String full() {
    return "all blobs together may have " + limits.storeBytes() + " bytes, which are used up";
  }

  String scarce() {
    return "the disk has less than " + limits.leastFreeBytes() + " bytes free";
  }

  /** Whether the disk refused for want of room: Java tells it in words of the system alone. */
  static boolean isUsedUp(IOException e) {
    String said = String.valueOf(e.getMessage());
    return said.contains("No space left on device") || said.contains("Disk quota exceeded");
  }
}
