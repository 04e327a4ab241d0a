package polder.agent.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import polder.agent.blob.BlobClient;
import polder.networks.compute.job.Job;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;

/**
 * Blobs that jobs need, in a folder: each is fetched once, and what was used longest ago makes
 * room. Safe for several threads.
 */
public final class Stock {
  private final Path folder;
  private final Blobs blobs;
  private final long mostBytes;
  private final LongSupplier clockMillis;

  /**
   * In {@code folder}.
   *
   * @param mostBytes of a blob, and of all of them together beside the one that came last
   */
  public Stock(Path folder, Blobs blobs, long mostBytes, LongSupplier clockMillis) {
    this.folder = folder;
    this.blobs = blobs;
    this.mostBytes = mostBytes;
    this.clockMillis = clockMillis;
  }

  /**
   * The file of a blob, which nobody may change.
   *
   * @throws IOException if it cannot be had
   */
  public synchronized Path file(Hash blob) throws IOException, InterruptedException {
    Path file = folder.resolve(blob.toHex());
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      blobs.get(blob, file, mostBytes);
      makeRoom(file);
    }
    Files.setLastModifiedTime(file, FileTime.fromMillis(clockMillis.getAsLong()));
    return file;
  }

  /**
   * All bytes of a blob, checked: what lay on a disk may have changed there.
   *
   * @throws IOException if it cannot be had
   */
  public Bytes bytes(Hash blob) throws IOException, InterruptedException {
    Path file = file(blob);
    byte[] content = Files.readAllBytes(file);
    if (!Hash.sha256(content).equals(blob)) {
      throw damaged(file);
    }
    return Bytes.wrap(content);
  }

  /**
   * As {@link #file}, checked now.
   *
   * @throws IOException if it cannot be had
   */
  public Path checked(Hash blob) throws IOException, InterruptedException {
    Path file = file(blob);
    if (!BlobClient.hash(file).equals(blob)) {
      throw damaged(file);
    }
    return file;
  }

  private static IOException damaged(Path file) throws IOException {
    Files.deleteIfExists(file);
    return new IOException(file + " was damaged on the disk; it is fetched again");
  }

  /**
   * The job of this hash.
   *
   * @throws IOException if it cannot be had or is none
   */
  public Job job(Hash blob) throws IOException, InterruptedException {
    try {
      return Job.decode(bytes(blob));
    } catch (CodecException | IllegalArgumentException e) {
      throw new IOException("blob " + blob + " is no job: " + e.getMessage(), e);
    }
  }

  private void makeRoom(Path keep) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = new ArrayList<>(all.filter(file -> !file.equals(keep)).toList());
    }
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    files.sort(Comparator.comparingLong(file -> file.toFile().lastModified()));
    for (Path file : files) {
      if (bytes <= mostBytes) {
        return;
      }
      bytes -= Files.size(file);
      Files.deleteIfExists(file);
    }
  }
}
