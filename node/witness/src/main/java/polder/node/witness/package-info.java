/**
 * Computes sealed epochs again and says whether it comes to the same. Receives an archive and
 * nothing else, gives verdicts that name what differs, explanations of single rewards, and proofs
 * that a stranger can check. Never trusts a file that no header names, and never writes.
 */
@NullMarked
package polder.node.witness;

import org.jspecify.annotations.NullMarked;
