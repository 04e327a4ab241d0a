package polder.ports;

import java.io.IOException;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * Other accounts' signatures of headers, kept over restarts until nobody needs them any more. That
 * one is lost does no harm but that it has to be sent again. One process; safe for its threads.
 */
public interface AttestationLog {
  /**
   * A signature that was checked.
   *
   * @param header struct hash of the header
   * @param signature r ‖ vs, 64 bytes
   */
  record Entry(long epoch, long attempt, Hash header, Account account, Bytes signature) {}

  /**
   * Writes {@code entry} down; durable when this returns.
   *
   * @throws IOException if the disk refuses
   */
  void add(Entry entry) throws IOException;

  /** What was written down and can be read, in that order; some may be there twice. */
  List<Entry> entries() throws IOException;

  /** Says that nobody needs entries of epochs below {@code epoch}: they go, now or later. */
  void forgetBefore(long epoch) throws IOException;
}
