/**
 * Many updates of one model into one, so that a minority of hostile ones does little. Integers
 * throughout: an update is an array of whole numbers in one scale for all, such as units of 2⁻¹⁶,
 * and updates stand in the order of their senders. No rule looks at what senders say about
 * themselves. Look first at {@link polder.networks.learning.aggregate.Aggregation}.
 */
@NullMarked
package polder.networks.learning.aggregate;

import org.jspecify.annotations.NullMarked;
