package polder.adapters.files;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Objects;
import polder.ports.DamagedBlobException;
import polder.protocol.Hash;

/**
 * All of a blob. It reads one buffer ahead, so that the last one is given only once all together
 * have the blob's hash.
 */
final class CheckedBlob extends InputStream {
  private static final int BUFFER_BYTES = 64 << 10;

  private final InputStream input;
  private final FileBlob blob;
  private final MessageDigest digest = Hash.newSha256();
  private byte[] ready = new byte[BUFFER_BYTES];
  private byte[] ahead = new byte[BUFFER_BYTES];
  private int at;
  private int readySize;
  private int aheadSize;
  private boolean isBegun;

  CheckedBlob(InputStream input, FileBlob blob) {
    this.input = input;
    this.blob = blob;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!isBegun) {
      isBegun = true;
      look();
      turn();
    } else if (at == readySize && readySize > 0) {
      turn();
    }
    if (readySize == 0) {
      return -1;
    }
    int size = Math.min(length, readySize - at);
    System.arraycopy(ready, at, target, offset, size);
    at += size;
    return size;
  }

  /** Makes ready what was read ahead, and reads on. */
  private void turn() throws IOException {
    byte[] free = ready;
    ready = ahead;
    readySize = aheadSize;
    at = 0;
    ahead = free;
    if (readySize > 0) {
      look();
    }
  }

  private void look() throws IOException {
    aheadSize = input.readNBytes(ahead, 0, ahead.length);
    digest.update(ahead, 0, aheadSize);
    if (aheadSize == 0) {
      check();
    }
  }

  private void check() throws IOException {
    Hash found = Hash.of(digest.digest());
    if (!found.equals(blob.hash())) {
      // Nothing more is given, whoever asks again.
      readySize = 0;
      at = 0;
      blob.store().setAside(blob.hash());
      throw new DamagedBlobException(blob.file().toString(), blob.hash(), found);
    }
  }

  @Override
  public void close() throws IOException {
    input.close();
  }
}
