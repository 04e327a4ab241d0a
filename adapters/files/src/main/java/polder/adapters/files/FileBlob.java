package polder.adapters.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import polder.ports.BlobStore;
import polder.protocol.Hash;

/** A blob in a file. */
record FileBlob(FileBlobs store, Hash hash, Path file, long bytes) implements BlobStore.Blob {
  @Override
  public InputStream whole() throws IOException {
    return new CheckedBlob(Files.newInputStream(file), this);
  }

  @Override
  public InputStream range(long from, long length) throws IOException {
    if (from < 0 || length < 0 || from > bytes - length) {
      throw new IllegalArgumentException(
          length + " bytes from " + from + " on are not within " + bytes);
    }
    InputStream input = Files.newInputStream(file);
    try {
      input.skipNBytes(from);
    } catch (IOException | RuntimeException e) {
      input.close();
      throw e;
    }
    return new PartOfBlob(input, length);
  }
}
