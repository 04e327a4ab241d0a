package polder.world.simulated;

/** What ordinarily goes wrong with an honest owner's sensor. Temperatures in thousandths. */
public sealed interface Fault {
  /** One lower-case word for tables; {@code honest} where nothing is wrong. */
  String kind();

  /** The details as {@code name=value} pairs with semicolons between. */
  String parameters();

  /** Nothing but noise and a small error of calibration. */
  record None() implements Fault {
    @Override
    public String kind() {
      return "honest";
    }

    @Override
    public String parameters() {
      return "";
    }
  }

  /** Always too warm or too cold by the same amount, as in the sun or against a wall. */
  record Bias(long milliKelvin) implements Fault {
    @Override
    public String kind() {
      return "bias";
    }

    @Override
    public String parameters() {
      return "milliKelvin=" + milliKelvin;
    }
  }

  /** Goes astray steadily until it is put right, every {@code cycleMillis}, and begins again. */
  record Drift(long milliKelvinPerDay, long cycleMillis, long phaseMillis) implements Fault {
    private static final double MILLIS_PER_DAY = 86_400_000;

    @Override
    public String kind() {
      return "drift";
    }

    @Override
    public String parameters() {
      return "milliKelvinPerDay="
          + milliKelvinPerDay
          + ";cycleMillis="
          + cycleMillis
          + ";phaseMillis="
          + phaseMillis;
    }

    /** How far off the sensor is at a moment, in thousandths of a kelvin. */
    double errorMilliKelvin(long timeMillis) {
      long age = Math.floorMod(timeMillis + phaseMillis, cycleMillis);
      return milliKelvinPerDay * (age / MILLIS_PER_DAY);
    }
  }

  /** Repeats one value for {@code lastingMillis}, once in every {@code everyMillis}. */
  record Stuck(long everyMillis, long lastingMillis) implements Fault {
    @Override
    public String kind() {
      return "stuck";
    }

    @Override
    public String parameters() {
      return "everyMillis=" + everyMillis + ";lastingMillis=" + lastingMillis;
    }
  }

  /** One reading in {@code 1_000_000 / ppm} jumps up or down by about {@code milliKelvin}. */
  record Spikes(long ppm, long milliKelvin) implements Fault {
    @Override
    public String kind() {
      return "spikes";
    }

    @Override
    public String parameters() {
      return "ppm=" + ppm + ";milliKelvin=" + milliKelvin;
    }
  }

  /** Stands in a heated room, into which {@code outdoorPpm} of the weather's changes get. */
  record Indoor(long roomMilliDegrees, long outdoorPpm) implements Fault {
    @Override
    public String kind() {
      return "indoor";
    }

    @Override
    public String parameters() {
      return "roomMilliDegrees=" + roomMilliDegrees + ";outdoorPpm=" + outdoorPpm;
    }
  }

  /**
   * Loses {@code lostPpm} of its readings, and all of them for {@code lastingMillis} once in every
   * {@code everyMillis}.
   */
  record Gaps(long lostPpm, long everyMillis, long lastingMillis) implements Fault {
    @Override
    public String kind() {
      return "gaps";
    }

    @Override
    public String parameters() {
      return "lostPpm="
          + lostPpm
          + ";everyMillis="
          + everyMillis
          + ";lastingMillis="
          + lastingMillis;
    }
  }
}
