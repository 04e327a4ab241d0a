/**
 * What anyone may look at: epochs, devices, rewards with why and with proofs, accounts and who owns
 * what, the archive, the node's health. Receives questions over HTTP and each sealed epoch; gives
 * JSON, files as they stand in the archive, and events. Never changes anything, never shows a place
 * finer or data sooner than a network's manifest allows, and marks whatever is simulated.
 */
@NullMarked
package polder.node.view;

import org.jspecify.annotations.NullMarked;
