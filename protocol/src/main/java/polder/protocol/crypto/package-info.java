/**
 * The cryptography that a message or a payout rests on: signatures and the hashes of other chains.
 * It receives bytes and keys and gives verdicts and digests. It never reads a clock, a file or
 * randomness, and it never decides what a valid signature is worth.
 */
@NullMarked
package polder.protocol.crypto;

import org.jspecify.annotations.NullMarked;
