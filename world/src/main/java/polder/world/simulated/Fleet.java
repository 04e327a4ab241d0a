package polder.world.simulated;

import java.util.List;
import java.util.Optional;

/**
 * A planned fleet in its world: the devices, what each reports at any moment, and the truth about
 * them. The same options give the same fleet. Immutable and safe for any number of threads.
 */
public final class Fleet {
  private final FleetOptions options;
  private final Weather weather;
  private final List<PlannedDevice> devices;
  private final Chance chance;

  private Fleet(FleetOptions options, Weather weather, List<PlannedDevice> devices) {
    this.options = options;
    this.weather = weather;
    this.devices = List.copyOf(devices);
    this.chance = new Chance(options.seed()).branch(4);
  }

  /** Plans who owns what, where it stands and what is wrong with it. */
  public static Fleet plan(FleetOptions options) {
    Weather weather = new Weather(options.seed());
    Terrain terrain = new Terrain(options.seed());
    return new Fleet(options, weather, new FleetPlan(options, weather, terrain).devices());
  }

  /** What was asked for. */
  public FleetOptions options() {
    return options;
  }

  /** The weather over the fleet. */
  public Weather weather() {
    return weather;
  }

  /** All devices, each at its own index. */
  public List<PlannedDevice> devices() {
    return devices;
  }

  /** How many people own them; owners are numbered from zero in order of their first device. */
  public int owners() {
    return 1 + devices.stream().mapToInt(PlannedDevice::owner).max().orElseThrow();
  }

  /**
   * What the device at {@code index} reports. Cheap to make and worth keeping.
   *
   * @throws IndexOutOfBoundsException if there is no such device
   */
  public DeviceSeries series(int index) {
    PlannedDevice device = devices.get(index);
    Site site = device.behaviour() instanceof Cheat.Invented ? device.claimed() : device.truth();
    return new DeviceSeries(device, weather.at(site), original(device), chance.branch(index));
  }

  /** The truth about every device. */
  public GroundTruth truth() {
    return GroundTruth.of(devices);
  }

  private Optional<DeviceSeries> original(PlannedDevice device) {
    return switch (device.behaviour()) {
      case Cheat.Copy copy -> Optional.of(series(copy.original()));
      case Cheat.ManyInOneRoom room when room.lead() != device.index() ->
          Optional.of(series(room.lead()));
      default -> Optional.empty();
    };
  }
}
