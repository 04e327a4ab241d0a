package polder.epoch;

import polder.networks.EpochWindow;
import polder.protocol.manifest.DeploymentManifest;

/**
 * When epochs are. Windows lie on a grid of epoch lengths from genesis on; their numbers count up
 * without gaps, their times may leave out what nobody could have used: a node that was off for a
 * day goes on with the next number and the window of now, and the day in between earns nobody
 * anything.
 */
public final class EpochSchedule {
  private EpochSchedule() {}

  /** The window, on the grid of {@code deployment}, that {@code millis} lies in. */
  public static EpochWindow at(DeploymentManifest deployment, long epoch, long millis) {
    long length = deployment.epochMillis();
    long past = Math.max(0, millis - deployment.genesisMillis());
    long start = deployment.genesisMillis() + past / length * length;
    return window(deployment, epoch, start);
  }

  /**
   * The first window that is not over at {@code nowMillis} and starts no earlier than {@code
   * notBeforeMillis}: a changed epoch length moves the grid, and windows must never overlap.
   */
  public static EpochWindow next(
      DeploymentManifest deployment, long epoch, long nowMillis, long notBeforeMillis) {
    EpochWindow window = at(deployment, epoch, Math.max(nowMillis, notBeforeMillis));
    return window.startMillis() >= notBeforeMillis
        ? window
        : window(deployment, epoch, window.endMillis());
  }

  /** The window of {@code epoch} that starts at {@code startMillis}. */
  public static EpochWindow window(DeploymentManifest deployment, long epoch, long startMillis) {
    return new EpochWindow(
        epoch,
        startMillis,
        startMillis + deployment.epochMillis(),
        deployment.graceMillis(),
        deployment.clockToleranceMillis());
  }
}
