package polder.networks.sensors;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Reason;

/** What the reason codes of sensors mean. */
final class SensorReasons {
  private static final SortedMap<String, Reason> KNOWN = new TreeMap<>();

  static {
    // Of messages that count for nothing.
    put("no_site", "the device is enrolled without a place", "enrol it with its place");
    put("wrong_content", "its body is of another type", "send SenML in CBOR (112)");
    put(
        "no_quantity",
        "it measures nothing that the network pays for",
        "name the quantity as the manifest does");
    put("too_many_readings", "it holds too many readings", "send several messages");
    put("from_the_future", "it was measured after the epoch's end", "set its clock");
    put("too_old", "it was measured too long ago", "send sooner");
    put("no_number", "its value is no usable number", "send a plain number");
    put("wrong_unit", "its unit is not the network's", "convert it");
    // Of weights.
    put(
        "no_report",
        "no reading covers any of this epoch's time",
        "check power, network and reporting period");
    put(
        "unavailable",
        "readings cover only a part of this epoch's time",
        "report at least once a period");
    put(
        "unverified",
        "too few neighbours could say whether it is right",
        "more devices of other owners nearby would verify it");
    put("dense", "the map cell has more devices than it needs", "move where few are");
    put("via", "another machine signs for the device", "use one that signs for itself");
    put("corroborated", "it is unusual, and other owners' devices saw the same", "");
    put("cell_cap", "the devices of its map cell share what the cell gets at most", "");
    // Of checks.
    put("bounds", "the value is outside its usual bounds", "check the sensor's place");
    put("impossible", "no such value exists in nature", "replace the sensor");
    put("step", "it changed faster than plausible", "keep it out of sun and exhaust air");
    put("spike", "it stands out from the reading before and after", "check its wiring");
    put("late", "it came after its epoch, too late to be compared", "send sooner");
    put(
        "humid",
        "the air was so humid that water counts as particles",
        "neighbours in dry air would confirm it; a dried inlet helps");
    put(
        "faulty_zeros",
        "it reports none though most neighbours report rain all the time",
        "clean and level the rain gauge");
    put(
        "persistence",
        "its value stands still while that of other stations moves",
        "restart or replace the sensor");
    put(
        "siting",
        "over weeks it does not follow what other stations measure",
        "hang it outdoors, in shade and free air");
    put("reliability", "most of its readings were rejected", "see what rejected them");
    put("copy", "its series is made from that of another device", "measure where it stands");
    put("same_time", "there is a reading of that time already", "measure once a time");
    put(
        "neighbours",
        "it is too far from what its neighbours measured",
        "check that it hangs outdoors, in shade, where it was enrolled");
    put(
        "shared_coordinates",
        "more devices claim the very same place than may",
        "enrol each where it really stands");
    put(
        "persistence",
        "its value stands still while the weather moves",
        "check the sensor and its wiring, then restart it");
    put(
        "siting",
        "over weeks it does not follow the network's own course",
        "hang it outdoors, in shade and moving air; it counts again when its readings follow");
    put(
        "reliability",
        "over weeks most of its readings failed other checks",
        "mend what those checks name; it counts again when most readings pass");
    put(
        "copy",
        "its readings repeat those of another device, which the check names",
        "send what this device measures; it counts again when its readings are its own");
  }

  private SensorReasons() {}

  private static void put(String code, String meaning, String remedy) {
    KNOWN.put(code, new Reason(meaning, remedy));
  }

  static Optional<Reason> of(String code) {
    return Optional.ofNullable(KNOWN.get(code));
  }
}
