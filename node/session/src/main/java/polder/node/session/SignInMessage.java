package polder.node.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import polder.protocol.identity.Account;

/**
 * What a wallet's owner reads and signs to sign in, by EIP-4361 (version 1).
 *
 * @param scheme of the site, where the message says it
 * @param domain who asks: host, and port if it is not the usual one
 * @param account who signs in
 * @param statement what is said to the owner
 * @param uri what is signed in to
 * @param chainId the chain on which the account is
 * @param nonce what the site gave, so that the message is of use once
 * @param issuedAt when it was made
 * @param expirationTime from when on it is of no use
 * @param notBefore from when on it is of use
 * @param requestId whatever the site calls the request
 * @param resources addresses that the owner is shown
 */
record SignInMessage(
    Optional<String> scheme,
    String domain,
    Account account,
    Optional<String> statement,
    String uri,
    long chainId,
    String nonce,
    Instant issuedAt,
    Optional<Instant> expirationTime,
    Optional<Instant> notBefore,
    Optional<String> requestId,
    List<String> resources) {
  /** Most letters of a message, and most resources. */
  static final int MOST_LETTERS = 4_096;

  static final int MOST_RESOURCES = 64;

  SignInMessage {
    resources = List.copyOf(resources);
  }

  /**
   * Reads a message, to the letter of the standard's grammar.
   *
   * @throws IllegalArgumentException saying what is wrong with which line
   */
  static SignInMessage parse(String text) {
    return new SignInReader(text).read();
  }
}
