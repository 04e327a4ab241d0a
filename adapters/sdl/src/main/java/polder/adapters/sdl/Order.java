package polder.adapters.sdl;

import java.util.Optional;
import polder.networks.compute.job.Job;

/**
 * One job that a file asks for, which one machine runs.
 *
 * @param name of the placement, or of the kind of job
 * @param job what runs and what it needs
 * @param limit the most that the file would pay
 */
public record Order(String name, Job job, Optional<PriceLimit> limit) {}
