/**
 * Brings sealed epochs onto the chain that pays. Receives sealed headers, other validators'
 * signatures, and what the contracts say; gives final, then released epochs, proofs by which
 * accounts claim, and word of what stands in the way. Never signs two headers for one epoch and
 * attempt; never makes closing wait for a chain; never encodes a contract's call itself.
 */
@NullMarked
package polder.node.settle;

import org.jspecify.annotations.NullMarked;
