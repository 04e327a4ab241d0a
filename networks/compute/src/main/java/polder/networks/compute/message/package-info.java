/**
 * What machines and renters say to a market of computing: offers, orders, bids, results, counts.
 * Receives bytes and gives records, and the other way round. Everything here is pure.
 */
@NullMarked
package polder.networks.compute.message;

import org.jspecify.annotations.NullMarked;
