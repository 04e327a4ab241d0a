package polder.ports;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.Hash;

/**
 * Blobs: bytes of any size, each named by its SHA-256. A blob is either there and whole or not
 * there at all, also after a crash. Beside each there can be a note, of those who keep books of
 * them. Any thread may call it.
 */
public interface BlobStore {
  /** Most bytes of a note. */
  int MOST_NOTE_BYTES = 16_384;

  /** What became of a blob that was to be stored. Whatever is not stored leaves nothing behind. */
  sealed interface Put {
    /**
     * It is there, and stays so.
     *
     * @param hash its name
     * @param bytes its size
     * @param isNew whether it was not there before
     */
    record Stored(Hash hash, long bytes, boolean isNew) implements Put {}

    /** It has more than {@code mostBytes}. */
    record TooLarge(long mostBytes) implements Put {}

    /** Another one came than was expected, of so many bytes. */
    record WrongHash(Hash found, long bytes) implements Put {}

    /** There is no room; the detail says where, and for how much. */
    record Full(String detail) implements Put {}
  }

  /** A blob that is there. What is opened stays readable when the blob is deleted meanwhile. */
  interface Blob {
    /** Its name. */
    Hash hash();

    /** Its size. */
    long bytes();

    /**
     * All of it, checked: its last bytes are given only once all together have its hash.
     *
     * @throws IOException if it cannot be opened; while it is read a {@link DamagedBlobException}
     *     if it is not what its name says: it is no longer found then
     */
    InputStream whole() throws IOException;

    /**
     * A part of it, as it lies there: whoever wants to know whether it is right reads all.
     *
     * @throws IllegalArgumentException if the part is not within the blob
     */
    InputStream range(long from, long length) throws IOException;
  }

  /** Sees blobs, one after the other. */
  interface Visitor {
    /**
     * A blob.
     *
     * @param bytes what it takes
     * @param damaged whether it was found damaged, and is only kept until somebody deletes it or
     *     stores it again
     */
    void visit(Hash hash, long bytes, boolean damaged) throws IOException;
  }

  /**
   * Stores what {@code content} gives, to its end; durable (content and name) when it returns. What
   * is there already and expected is not read at all.
   *
   * @param expected its name, where that is known
   * @param mostBytes most bytes that it may have
   * @throws IOException if {@code content} fails or the disk does; then nothing is left behind
   */
  Put put(InputStream content, Optional<Hash> expected, long mostBytes) throws IOException;

  /** The blob of this name, if it is there and was not found damaged. */
  Optional<Blob> find(Hash hash);

  /** Deletes a blob and its note, for good when it returns; says whether there was one. */
  boolean delete(Hash hash) throws IOException;

  /**
   * Sets the note of a blob, in place of the one before; durable when it returns.
   *
   * @return whether there is such a blob, damaged or not; else nothing was written
   * @throws IllegalArgumentException if it has more than {@link #MOST_NOTE_BYTES}
   */
  boolean note(Hash hash, Bytes note) throws IOException;

  /** The note of a blob, if it has one. */
  Optional<Bytes> note(Hash hash) throws IOException;

  /** Hands over all blobs in order of their names; those that come or go meanwhile perhaps. */
  void forEach(Visitor visitor) throws IOException;

  /** What all blobs take together, those that are being stored included. */
  long bytes();
}
