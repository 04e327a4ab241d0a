package polder.world.simulated;

/** What stands behind a device's readings: honest work, with or without a fault, or a cheat. */
public sealed interface Behaviour permits Behaviour.Honest, Cheat {
  /** One lower-case word for tables, such as {@code honest}, {@code drift} or {@code copy}. */
  String kind();

  /**
   * The details as {@code name=value} pairs with semicolons between; empty where there are none.
   */
  String parameters();

  /** An owner who reports what the sensor says, knowing of no fault. */
  record Honest(Fault fault) implements Behaviour {
    @Override
    public String kind() {
      return fault.kind();
    }

    @Override
    public String parameters() {
      return fault.parameters();
    }
  }
}
