/**
 * Shows a market of computing as it stands: orders with their bids and leases, the machines that
 * lend, what others paid lately. Receives questions over HTTP, each accepted order and each sealed
 * epoch; gives JSON for people and CBOR for machines. Never changes anything, and says of an order
 * that is over no more than the archive does.
 */
@NullMarked
package polder.node.market;

import org.jspecify.annotations.NullMarked;
