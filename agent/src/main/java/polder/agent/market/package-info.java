/**
 * Asks a node what stands in a market of computing: orders, machines, prices. Receives a node's
 * answers and gives records; says nothing to the market itself.
 */
@NullMarked
package polder.agent.market;

import org.jspecify.annotations.NullMarked;
