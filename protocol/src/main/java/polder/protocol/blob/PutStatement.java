package polder.protocol.blob;

import java.nio.charset.StandardCharsets;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;

/**
 * What a device signs to put one blob into one deployment, for a short while. It is text that
 * people can read; no other message that a device signs begins so, as those begin with an array of
 * CBOR.
 *
 * @param deployment the deployment's identifier
 * @param blob the SHA-256 of the blob
 * @param bytes its size
 * @param expiresMillis until when it may be put, epoch milliseconds
 */
public record PutStatement(Hash deployment, Hash blob, long bytes, long expiresMillis) {
  /** How far ahead a statement may expire: 15 minutes. */
  public static final long MOST_AHEAD_MILLIS = 15 * 60_000L;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if size or time is negative
   */
  public PutStatement {
    if (bytes < 0 || expiresMillis < 0) {
      throw new IllegalArgumentException("a blob's size and a statement's end are not negative");
    }
  }

  /** The text, of five lines in ASCII, each with a line feed at its end. */
  public String text() {
    return "polder put blob 1\ndeployment "
        + deployment.toHex()
        + "\nsha256 "
        + blob.toHex()
        + "\nbytes "
        + bytes
        + "\nexpires "
        + expiresMillis
        + "\n";
  }

  /** What is signed. */
  byte[] signed() {
    return text().getBytes(StandardCharsets.US_ASCII);
  }

  /** The proof that the device of {@code key} says so. */
  public PutProof sign(DeviceKey key) {
    return new PutProof(key.id(), expiresMillis, Bytes.wrap(key.sign(signed())));
  }
}
