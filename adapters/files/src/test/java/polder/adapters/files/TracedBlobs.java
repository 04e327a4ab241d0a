package polder.adapters.files;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import polder.ports.BlobStore;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/** Puts blobs with a note into a new folder, and says so after each: to be traced. */
public final class TracedBlobs {
  static final int BLOBS = 3;

  private TracedBlobs() {}

  static byte[] content(int number) {
    return ("blob " + number).getBytes(StandardCharsets.US_ASCII);
  }

  /** Into the folder that the first word names. */
  public static void main(String[] words) throws Exception {
    FileBlobs.Limits limits = new FileBlobs.Limits(1 << 20, 0);
    try (FileBlobs blobs = FileBlobs.open(Path.of(words[0]), limits)) {
      for (int number = 0; number < BLOBS; number++) {
        byte[] content = content(number);
        BlobStore.Put put =
            blobs.put(
                new ByteArrayInputStream(content), Optional.of(Hash.sha256(content)), 1 << 10);
        System.out.println("stored " + ((BlobStore.Put.Stored) put).hash());
        blobs.note(Hash.sha256(content), Bytes.wrap(content));
        System.out.println("noted " + Hash.sha256(content));
      }
    }
  }
}
