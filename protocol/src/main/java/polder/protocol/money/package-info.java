/**
 * Exact arithmetic on amounts: {@code long} nano-tokens and weights in parts per million. Receives
 * and gives integers; every rounding is named and every remainder has an owner. Never uses real
 * numbers.
 */
@NullMarked
package polder.protocol.money;

import org.jspecify.annotations.NullMarked;
