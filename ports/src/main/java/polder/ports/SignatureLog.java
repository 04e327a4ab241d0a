package polder.ports;

import java.io.IOException;
import java.util.Optional;
import polder.protocol.Hash;

/**
 * What one account has promised to sign, written down before it signs: for each (epoch, attempt)
 * one header and never another, through every crash. One writer; safe for any thread.
 */
public interface SignatureLog {
  /**
   * A header that may be signed.
   *
   * @param epoch number of the epoch
   * @param attempt which attempt
   * @param header hash of the header
   * @param digest what is signed
   */
  record Entry(long epoch, long attempt, Hash header, Hash digest) {}

  /**
   * An entry in its place.
   *
   * @param number its place in the log, from 1 on, ascending
   * @param entry the entry
   */
  record Placed(long number, Entry entry) {}

  /** What became of an entry. */
  enum Outcome {
    /** It is written down, now or before, durably: it may be signed. */
    MAY_SIGN,
    /** Something else was written down for its epoch and attempt: it may never be signed. */
    OTHER_SIGNED,
    /** It is so old that what was written down then is forgotten: it may not be signed. */
    TOO_OLD
  }

  /**
   * Writes {@code entry} down if it may be signed; durable when this returns.
   *
   * @throws IOException if the disk refuses; then nothing may be signed
   */
  Outcome record(Entry entry) throws IOException;

  /** The first entry behind the place {@code number}; 0 for the first that is remembered. */
  Optional<Placed> after(long number);

  /** What was written down for an epoch and attempt, if that is remembered. */
  Optional<Entry> of(long epoch, long attempt);

  /** Up to which place {@code receiver} has answered; 0 at first. */
  long answered(String receiver);

  /** Remembers that {@code receiver} answered all up to {@code number}; may be lost in a crash. */
  void setAnswered(String receiver, long number) throws IOException;
}
