package polder.node.gateway;

import java.util.function.Supplier;
import polder.epoch.EpochSchedule;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.ports.Time;

/**
 * What the doors see of the rest of the node.
 *
 * @param standing how the deployment stands after its latest sealed epoch
 * @param running the window of the epoch that the clock waits for
 * @param time the node's clock
 * @param exhibits keeps the blobs that messages bring
 */
public record Surroundings(
    Supplier<Standing> standing, Supplier<EpochWindow> running, Time time, Exhibits exhibits) {
  /** Where no message brings a blob. */
  public Surroundings(Supplier<Standing> standing, Supplier<EpochWindow> running, Time time) {
    this(standing, running, time, Exhibits.NONE);
  }

  /**
   * The window of the epoch that messages go into now. While an epoch is being computed this is the
   * one after it, which the clock does not wait for yet.
   *
   * @param openEpoch the epoch that the journal has open
   */
  EpochWindow window(long openEpoch) {
    EpochWindow window = running.get();
    if (window.epoch() >= openEpoch) {
      return window;
    }
    long from = Math.max(time.nowMillis(), window.endMillis());
    return EpochSchedule.at(standing.get().manifests().deployment(), openEpoch, from);
  }
}
