/**
 * Who judges a task: stakes that are put aside and given back, the bench of those who may judge,
 * and what they say of a round. Look first at {@link polder.networks.learning.judge.Bench}.
 */
@NullMarked
package polder.networks.learning.judge;

import org.jspecify.annotations.NullMarked;
