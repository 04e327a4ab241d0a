package polder.adapters.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import polder.protocol.Hash;

/**
 * The files of a blob, there or not.
 *
 * @param hash its name
 * @param folder where they lie
 */
record BlobFiles(Hash hash, Path folder) {
  private static final String DAMAGED = ".damaged";
  private static final String NOTE = ".note";
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})(?:\\.damaged|\\.note)?");

  static BlobFiles of(Path directory, Hash hash) {
    return new BlobFiles(hash, directory.resolve(folder(first(hash))));
  }

  /** The blob that a file is of, if it is one's and lies in its folder. */
  static Optional<BlobFiles> of(Path folder, Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BlobFiles files = new BlobFiles(Hash.fromHex(matcher.group(1)), folder);
    return folder.endsWith(folder(first(files.hash))) ? Optional.of(files) : Optional.empty();
  }

  static int first(Hash hash) {
    return (int) (hash.a() >>> (Long.SIZE - Byte.SIZE));
  }

  static String folder(int first) {
    return String.format(Locale.ROOT, "%02x", first);
  }

  Path whole() {
    return folder.resolve(hash.toHex());
  }

  Path damaged() {
    return folder.resolve(hash.toHex() + DAMAGED);
  }

  Path note() {
    return folder.resolve(hash.toHex() + NOTE);
  }

  /** Whether the blob is there, damaged or not. */
  boolean isThere() {
    return Files.isRegularFile(whole()) || Files.isRegularFile(damaged());
  }

  /** What whole and damaged one take together. */
  long bytes() throws IOException {
    long bytes = 0;
    for (Path file : new Path[] {whole(), damaged()}) {
      bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return bytes;
  }
}
