/**
 * The one interface that a kind of network implements. Receives messages that were admitted, gives
 * judgements, groups and outcomes. Everything here is pure: the same inputs give the same outputs
 * on every machine.
 */
@NullMarked
package polder.networks;

import org.jspecify.annotations.NullMarked;
