package polder.ports;

import java.io.IOException;
import polder.protocol.Hash;

/** A stored blob is not what its name says. One line that says where. */
public final class DamagedBlobException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * The blob {@code expected} has another hash.
   *
   * @param place where it lies
   */
  public DamagedBlobException(String place, Hash expected, Hash found) {
    super(
        place
            + " is damaged: it has the hash "
            + found
            + ", not "
            + expected
            + "; it is served no more until it is put again");
  }
}
