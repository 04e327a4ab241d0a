package polder.adapters.evm;

import java.util.Optional;
import polder.ports.chain.Intent;
import polder.ports.chain.Progress;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/** What a sender writes down, each before it acts on it. */
sealed interface LogRecord {
  /** The intent it is about; empty for what is about none. */
  String label();

  /** Whose log this is, its first record: an account on a chain, known by its first block too. */
  record Owner(long chainId, Hash genesis, Account account) implements LogRecord {
    @Override
    public String label() {
      return "";
    }
  }

  /** An intent was taken, anew or after it failed. */
  record Taken(Intent intent) implements LogRecord {
    @Override
    public String label() {
      return intent.label();
    }
  }

  /** A version was signed, and may be sent from now on. */
  record Signed(String label, Version version) implements LogRecord {}

  /**
   * Another process sent the same effect with the intent's nonce: that transaction is the intent's.
   */
  record Adopted(String label, Hash transaction) implements LogRecord {}

  /** The intent's nonce went to something else: none of its versions can be mined any more. */
  record Lost(String label) implements LogRecord {}

  /**
   * It is over.
   *
   * @param outcome that it succeeded or failed
   * @param nonce the nonce it was mined with, if it was
   */
  record Over(String label, Progress outcome, Optional<Long> nonce) implements LogRecord {}

  /** The chain went back behind where it was over. */
  record Reopened(String label) implements LogRecord {}
}
