/**
 * What devices and their owners say: signed messages, read from and written to their one canonical
 * form. Receives wire bytes, gives typed messages whose form is right; whether the signature is
 * good and the sender enrolled is decided by whoever admits them. Never looks into what only a kind
 * of network understands.
 */
@NullMarked
package polder.protocol.message;

import org.jspecify.annotations.NullMarked;
