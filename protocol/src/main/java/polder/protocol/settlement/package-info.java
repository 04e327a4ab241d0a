/**
 * What epochs and the chain that pays for them have in common: which contracts, which block, which
 * validators. Receives: what a node read from the chain. Gives: values that headers and manifests
 * carry. Never: asks a chain.
 */
@NullMarked
package polder.protocol.settlement;

import org.jspecify.annotations.NullMarked;
