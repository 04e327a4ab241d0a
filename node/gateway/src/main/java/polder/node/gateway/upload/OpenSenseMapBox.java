package polder.node.gateway.upload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/**
 * The identifiers by which a device is a box of openSenseMap: 24 hexadecimal digits, the first of a
 * SHA-256 over the device's identifier and what is meant. They are no secret, and the same at every
 * node.
 *
 * @param id of the box
 * @param sensors one for each quantity of the device's network and unit that it may be sent in
 */
public record OpenSenseMapBox(String id, List<Sensor> sensors) {
  private static final int DIGITS = 24;
  private static final String PASCAL = "Pa";
  private static final String HECTOPASCAL = "hPa";
  private static final int HECTO = 2;

  /**
   * A sensor of the box.
   *
   * @param id by which values are sent
   * @param quantity what it measures
   * @param sent the unit in which values are sent
   * @param unit the network's unit
   * @param shift by how many decimals a value is moved to be in the network's unit
   */
  public record Sensor(String id, String quantity, String sent, String unit, int shift) {}

  /** Keeps a copy. */
  public OpenSenseMapBox {
    sensors = List.copyOf(sensors);
  }

  /** The box that {@code device} is in a network that takes {@code quantities}. */
  public static OpenSenseMapBox of(DeviceId device, Quantities quantities) {
    List<Sensor> sensors = new ArrayList<>();
    for (Map.Entry<String, String> quantity : quantities.units().entrySet()) {
      String name = quantity.getKey();
      String unit = quantity.getValue();
      sensors.add(new Sensor(id(device, name, unit), name, unit, unit, 0));
      if (unit.equals(PASCAL)) {
        // Sketches of a senseBox send hectopascals.
        sensors.add(new Sensor(id(device, name, HECTOPASCAL), name, HECTOPASCAL, unit, HECTO));
      }
    }
    return new OpenSenseMapBox(id(device), sensors);
  }

  /** The id of the box that {@code device} is, in whatever network. */
  static String id(DeviceId device) {
    return id(device, "", "");
  }

  private static String id(DeviceId device, String quantity, String unit) {
    String what = String.join("\n", "polder/opensensemap", device.did(), quantity, unit);
    return Hash.sha256(what.getBytes(StandardCharsets.UTF_8)).toHex().substring(0, DIGITS);
  }

  /** The sensor with this id. */
  Optional<Sensor> sensor(String id) {
    return sensors.stream().filter(sensor -> sensor.id().equalsIgnoreCase(id)).findFirst();
  }
}
