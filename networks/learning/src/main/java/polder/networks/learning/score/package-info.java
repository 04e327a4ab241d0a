/**
 * What each participant's contribution was worth: Shapley values of what coalitions achieve, and
 * groups of those who sent the same thing. Integers throughout, chance from the seed alone.
 * Receives the worth of coalitions and updates; gives scores that add up. Look first at {@link
 * polder.networks.learning.score.Shapley}.
 */
@NullMarked
package polder.networks.learning.score;

import org.jspecify.annotations.NullMarked;
