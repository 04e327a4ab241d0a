/**
 * What is said between machines: messages, identifiers, amounts, the canonical codec, signatures
 * and Merkle trees. Receives bytes, gives typed values and the other way round. Never touches I/O,
 * a clock, randomness or threads.
 */
@NullMarked
package polder.protocol;

import org.jspecify.annotations.NullMarked;
