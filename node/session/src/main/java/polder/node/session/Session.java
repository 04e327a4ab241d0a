package polder.node.session;

import polder.protocol.identity.Account;

/**
 * Who looks, for a while.
 *
 * @param account who signed in
 * @param contract whether a contract said so; such an account has no key to sign messages with
 * @param expiresMillis when it ends if nothing more is asked, epoch milliseconds
 */
public record Session(Account account, boolean contract, long expiresMillis) {}
