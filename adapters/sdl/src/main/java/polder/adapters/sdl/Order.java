package polder.adapters.sdl;

import java.util.Optional;
import polder.networks.compute.job.Job;

/**
 * One job that a file asks for, which one machine runs unless a quorum shall decide on its result.
 *
 * @param name of the placement, or of the kind of job
 * @param job what runs and what it needs
 * @param limit the most that the file would pay
 * @param quorum how many machines work its result out; 1 where no quorum decides on it
 */
public record Order(String name, Job job, Optional<PriceLimit> limit, int quorum) {
  /** One that a single machine runs. */
  public Order(String name, Job job, Optional<PriceLimit> limit) {
    this(name, job, limit, 1);
  }
}
