/**
 * Polder's contracts on an EVM chain, as {@code contracts/} compiles them. Receives headers in
 * their signed form, claims, and the terms of a deployment; gives intents, answers, and the steps
 * that make the contracts. Never decides when something is sent, and never holds a key.
 */
@NullMarked
package polder.adapters.evm.contracts;

import org.jspecify.annotations.NullMarked;
