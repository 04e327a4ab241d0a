/**
 * The doors. Receives messages over HTTP, in batches from doors of other protocols, and the reports
 * of devices that cannot sign; gives each sender a verdict: a receipt once its message is durable,
 * or a reason code. Checks early what the epoch program will check again, so that a sender hears at
 * once what is wrong. Never changes a message, never weighs one, and never answers for one that is
 * not on the disk.
 */
@NullMarked
package polder.node.gateway;

import org.jspecify.annotations.NullMarked;
