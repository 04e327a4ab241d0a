/**
 * The canonical bytes of everything that is said, stored or hashed: deterministic CBOR (RFC 8949
 * §4.2.1), and sequences of it (RFC 8742). Receives values and gives the one encoding each of them
 * has; receives bytes and gives values, or says what is wrong and where. Never accepts a second
 * encoding of the same value, never repairs input, never recurses, and never allocates more than
 * the input could fill.
 */
@NullMarked
package polder.protocol.codec;

import org.jspecify.annotations.NullMarked;
