package polder.networks;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import polder.protocol.Bytes;
import polder.protocol.geo.Place;

/**
 * What people ask of a network's rules: what is paid and why, where devices are wanted, who is
 * compared with whom, what one more would be worth. Its answers reach no root, but they follow from
 * the same parameters by the same kernels as what is paid; pure, and safe to be called from many
 * threads at once.
 *
 * <p>Whatever a kind has nothing to say of it leaves out.
 */
public interface Guide {
  /** Of a kind that says nothing. */
  Guide NONE = new Guide() {};

  /** What devices are paid for and why: whole sentences, for people who know nothing of it. */
  default List<String> words() {
    return List.of();
  }

  /** How often a device is expected to be heard, milliseconds. */
  default OptionalLong periodMillis() {
    return OptionalLong.empty();
  }

  /** The H3 resolution of the cells by which a map is best drawn; empty if places do not matter. */
  default OptionalInt mapResolution() {
    return OptionalInt.empty();
  }

  /**
   * The H3 resolution of the areas that every reward names anyway, and so no secret where places
   * are one; not finer than {@link #mapResolution()}.
   */
  default OptionalInt areaResolution() {
    return OptionalInt.empty();
  }

  /** Where how many devices are wanted. */
  interface Demand {
    /** Of a kind that wants as many devices as come, anywhere. */
    Demand NONE = cell -> Optional.empty();

    /**
     * What is wanted in a map cell, of whatever resolution; empty where that is not limited.
     *
     * @param cell an H3 cell
     */
    Optional<Wanted> in(long cell);
  }

  /**
   * What is wanted in a cell.
   *
   * @param devices how many devices the cell needs; empty where only cells around or within it say
   * @param needPpm how much of what is wanted is missing, parts per million: 0 where nothing is, a
   *     million where nobody works yet
   */
  record Wanted(OptionalLong devices, long needPpm) {}

  /** Where devices are wanted, given the network's summary of an epoch. */
  default Demand demand(Bytes summary) {
    return Demand.NONE;
  }

  /** How far away a device that another is compared with may stand, decimetres. */
  default long reachDecimeters() {
    return 0;
  }

  /**
   * Those of {@code others} that the rules may compare a device with, if all of them report:
   * nearest first, ties by device.
   *
   * @param others any devices, in any order; the device itself and those out of reach are left out
   */
  default List<SenderRecord> compared(SenderRecord device, List<SenderRecord> others) {
    return List.of();
  }

  /**
   * What one more device would be worth, if all others went on as in {@code epoch}; empty if the
   * kind cannot tell.
   *
   * @param place where it would stand
   */
  default Optional<Prospect> prospect(Place place, PastEpoch epoch) {
    return Optional.empty();
  }
}
