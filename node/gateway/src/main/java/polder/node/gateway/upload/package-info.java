/**
 * The doors for stock devices that cannot sign. Receives what such a device uploads, in the
 * protocol that its firmware speaks; gives a message that the node signed for it, and the answer
 * that the firmware understands. Never takes what shows no device's secret, never logs one, and
 * never guesses a quantity that the protocol does not carry in the network's meaning.
 */
@NullMarked
package polder.node.gateway.upload;

import org.jspecify.annotations.NullMarked;
