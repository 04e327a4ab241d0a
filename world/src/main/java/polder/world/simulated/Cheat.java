package polder.world.simulated;

/**
 * How an owner gets paid for what no sensor of theirs measured there. Temperatures in thousandths.
 */
public sealed interface Cheat extends Behaviour {
  /**
   * Repeats what another owner's device said, later, shifted and blurred.
   *
   * @param original index of the device that is copied
   * @param offsetMilliKelvin added to each value
   * @param noiseMilliKelvin standard deviation of what is added at random
   * @param delayMillis how old the copied reading is at least
   */
  record Copy(int original, long offsetMilliKelvin, long noiseMilliKelvin, long delayMillis)
      implements Cheat {
    @Override
    public String kind() {
      return "copy";
    }

    @Override
    public String parameters() {
      return "offsetMilliKelvin="
          + offsetMilliKelvin
          + ";noiseMilliKelvin="
          + noiseMilliKelvin
          + ";delayMillis="
          + delayMillis;
    }
  }

  /**
   * A smooth series made up from what anybody knows of the climate.
   *
   * @param offsetMilliKelvin how far the guess of the season's mean is off
   * @param dayMilliKelvin half the range of each day
   * @param wanderMilliKelvin how far the days wander up and down
   */
  record Invented(long offsetMilliKelvin, long dayMilliKelvin, long wanderMilliKelvin)
      implements Cheat {
    @Override
    public String kind() {
      return "invented";
    }

    @Override
    public String parameters() {
      return "offsetMilliKelvin="
          + offsetMilliKelvin
          + ";dayMilliKelvin="
          + dayMilliKelvin
          + ";wanderMilliKelvin="
          + wanderMilliKelvin;
    }
  }

  /** True readings of a sensor that stands {@code distanceMeters} from where it is said to. */
  record WrongPlace(long distanceMeters) implements Cheat {
    @Override
    public String kind() {
      return "wrong-place";
    }

    @Override
    public String parameters() {
      return "distanceMeters=" + distanceMeters;
    }
  }

  /**
   * One of an owner's many devices at one spot, all fed by a single sensor.
   *
   * @param lead index of the device that has the sensor; its own index for that one
   * @param noiseMilliKelvin standard deviation of what the others add to look different
   */
  record ManyInOneRoom(int lead, long noiseMilliKelvin) implements Cheat {
    @Override
    public String kind() {
      return "many-in-one-room";
    }

    @Override
    public String parameters() {
      return "noiseMilliKelvin=" + noiseMilliKelvin;
    }
  }
}
