/**
 * Trees of hashes: one root stands for many messages, rewards, entries of state or payouts, and a
 * short proof shows a stranger that one of them is under it, or that none is. Receives ordered byte
 * strings; gives roots and proofs, and says whether a proof holds. Encodes nothing on a wire and
 * never asks what the bytes mean. Proofs are values and every tree is for one thread at a time
 * unless it says otherwise.
 */
@NullMarked
package polder.protocol.merkle;

import org.jspecify.annotations.NullMarked;
