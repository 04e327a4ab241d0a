package polder.ports.work;

import polder.networks.compute.job.Need;
import polder.networks.compute.job.Work;

/**
 * Containers to run for somebody.
 *
 * @param name distinct on this machine, of 1 to 256 letters
 * @param need what each container may use; a unit for each service, by its name
 * @param work what runs
 */
public record ContainerLease(String name, Need need, Work.Containers work) {
  private static final int MOST_LETTERS = 256;

  public ContainerLease {
    if (name.isEmpty() || name.length() > MOST_LETTERS) {
      throw new IllegalArgumentException(
          "a lease's name has 1 to " + MOST_LETTERS + " letters, not " + name.length());
    }
  }
}
