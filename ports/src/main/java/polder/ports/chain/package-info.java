/**
 * Where a node meets a chain: blocks and events with enough confirmations to build on, calls that
 * read, and intents, each of which becomes one transaction and no more. Never names a contract, and
 * never a technology.
 */
@NullMarked
package polder.ports.chain;

import org.jspecify.annotations.NullMarked;
