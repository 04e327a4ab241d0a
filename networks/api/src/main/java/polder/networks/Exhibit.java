package polder.networks;

import polder.protocol.Hash;

/**
 * A blob that a message names and that rules read as they read the message: part of the evidence of
 * the epoch, as the message names it by its content.
 *
 * @param blob SHA-256 of its bytes
 * @param mostBytes most bytes that it may have; with more the message is refused
 */
public record Exhibit(Hash blob, long mostBytes) {
  public Exhibit {
    if (mostBytes < 1) {
      throw new IllegalArgumentException("an exhibit has at most 1 byte or more: " + mostBytes);
    }
  }
}
