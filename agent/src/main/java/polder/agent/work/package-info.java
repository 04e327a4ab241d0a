/**
 * Works out results of jobs on this machine: programs and pictures, and what they would take.
 * Receives jobs by their hashes; gives results whose blobs the node holds. Knows nothing of bids,
 * seals or money.
 */
@NullMarked
package polder.agent.work;

import org.jspecify.annotations.NullMarked;
