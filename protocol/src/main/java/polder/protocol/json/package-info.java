/**
 * JSON (RFC 8259) that has one meaning and one canonical form (RFC 8785): what is signed as JSON is
 * read here and nowhere else. Receives bytes of strangers, gives values or a refusal that says what
 * is wrong and at which byte; gives the canonical bytes of a value. It never guesses: what two
 * programs might read differently (duplicate names, lone surrogates, whole numbers that a double
 * changes) is refused, never repaired.
 */
@NullMarked
package polder.protocol.json;

import org.jspecify.annotations.NullMarked;
