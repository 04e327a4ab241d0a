/**
 * Offers a machine to a market of computing: it bids for orders, works, counts, looks after others
 * and shows renters what is theirs. Receives what a node says of orders; gives signed messages,
 * results and endpoints. Decisions are pure; what matters is on the disk before it is said. Knows
 * nothing of how a node is built.
 */
@NullMarked
package polder.agent.compute;

import org.jspecify.annotations.NullMarked;
