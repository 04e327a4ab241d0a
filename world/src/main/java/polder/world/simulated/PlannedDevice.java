package polder.world.simulated;

/**
 * One device of the fleet, with the truth about it.
 *
 * @param index place in the fleet, from zero
 * @param name unique in the fleet, such as {@code sim-00042}
 * @param owner index of the person who owns it, from zero
 * @param truth where its sensor stands
 * @param claimed where the owner says it stands, at enrolment
 * @param schedule when it reports
 * @param noiseMilliKelvin standard deviation of the sensor's noise
 * @param behaviour what stands behind its readings
 */
public record PlannedDevice(
    int index,
    String name,
    int owner,
    Site truth,
    Site claimed,
    Schedule schedule,
    long noiseMilliKelvin,
    Behaviour behaviour) {

  /** Whether the owner cheats with it; a faulty device is honest. */
  public boolean cheats() {
    return behaviour instanceof Cheat;
  }

  /** Whether its owner is honest but the device is not well. */
  public boolean faulty() {
    return behaviour instanceof Behaviour.Honest(Fault fault) && !(fault instanceof Fault.None);
  }
}
