/**
 * What a job is: what it runs, what it needs, how its result is proven. Receives bytes and gives
 * records, and the other way round. Everything here is pure; reading files that people write is the
 * business of others.
 */
@NullMarked
package polder.networks.compute.job;

import org.jspecify.annotations.NullMarked;
