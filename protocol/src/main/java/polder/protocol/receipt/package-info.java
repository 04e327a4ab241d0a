/**
 * What a sender holds against a node: the signed promise that a message will be in an epoch by a
 * deadline. Receives the messages of one durable write; gives a receipt for each, and says whether
 * a receipt that somebody shows is good. Never knows whether the promise was kept: that is proven
 * against the roots of the epochs.
 */
@NullMarked
package polder.protocol.receipt;

import org.jspecify.annotations.NullMarked;
