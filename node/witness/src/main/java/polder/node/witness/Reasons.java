package polder.node.witness;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What reason codes mean, for the people whose devices earned less. */
public final class Reasons {
  private Reasons() {}

  /**
   * A reason in plain words.
   *
   * @param meaning what is the case, one sentence without a full stop
   * @param remedy what its owner can do, an instruction without a full stop; empty if nothing
   */
  public record Reason(String meaning, String remedy) {}

  private static final Map<String, Reason> KNOWN =
      Map.ofEntries(
          // Of messages that count for nothing.
          reason("malformed", "it could not be read", "send the form that the specification asks"),
          reason(
              "bad_signature", "its signature is not the sender's", "sign with the enrolled key"),
          reason(
              "old_sequence",
              "its sequence is not above the last one: it was sent before",
              "count up with every message, also after a restart"),
          reason("unknown_network", "there is no network of this name", "look up its name"),
          reason("not_enrolled", "the device is not enrolled", "enrol it: polder device enroll"),
          reason(
              "wrong_via",
              "it came through somebody else than the device is enrolled with",
              "enrol the device again, naming through whom it speaks"),
          reason("too_many", "the sender sent more in an epoch than allowed", "send less often"),
          reason(
              "no_possession",
              "the device did not prove that its owner holds its key",
              "sign the enrolment with the device's key"),
          reason(
              "place_too_fine",
              "the place is stated finer than the network allows",
              "round it to the network's data.finest_place"),
          reason("not_owner", "the account does not own the device", "let its owner ask"),
          reason(
              "too_many_owners",
              "the device changed hands too often while its earnings are held",
              "wait until its probation is over"),
          reason("no_balance", "the balance is too small", "deposit first"),
          reason("unknown_group", "there is no such group", "look up its name"),
          reason("no_site", "the device is enrolled without a place", "enrol it with its place"),
          reason("wrong_content", "its body is of another type", "send SenML in CBOR (112)"),
          reason(
              "no_quantity",
              "it measures nothing that the network pays for",
              "name the quantity as the manifest does"),
          reason("too_many_readings", "it holds too many readings", "send several messages"),
          reason("from_the_future", "it was measured after the epoch's end", "set its clock"),
          reason("too_old", "it was measured too long ago", "send sooner"),
          reason("no_number", "its value is no usable number", "send a plain number"),
          reason("wrong_unit", "its unit is not the network's", "convert it"),
          // Of weights.
          reason(
              "no_report",
              "no reading covers any of this epoch's time",
              "check power, network and reporting period"),
          reason(
              "unavailable",
              "readings cover only a part of this epoch's time",
              "report at least once a period"),
          reason(
              "unverified",
              "too few neighbours could say whether it is right",
              "more devices of other owners nearby would verify it"),
          reason("dense", "the map cell has more devices than it needs", "move where few are"),
          reason("via", "another machine signs for the device", "use one that signs for itself"),
          reason("corroborated", "it is unusual, and other owners' devices saw the same", ""),
          reason("cell_cap", "the devices of its map cell share what the cell gets at most", ""),
          // Of checks.
          reason("bounds", "the value is outside its usual bounds", "check the sensor's place"),
          reason("impossible", "no such value exists in nature", "replace the sensor"),
          reason("step", "it changed faster than plausible", "keep it out of sun and exhaust air"),
          reason("spike", "it stands out from the reading before and after", "check its wiring"),
          reason("late", "it came after its epoch, too late to be compared", "send sooner"),
          reason("same_time", "there is a reading of that time already", "measure once a time"),
          reason(
              "neighbours",
              "it is too far from what its neighbours measured",
              "check that it hangs outdoors, in shade, where it was enrolled"),
          reason(
              "shared_coordinates",
              "more devices claim the very same place than may",
              "enrol each where it really stands"));

  private static Map.Entry<String, Reason> reason(String code, String meaning, String remedy) {
    return Map.entry(code, new Reason(meaning, remedy));
  }

  /** What {@code code} means, if that is known. */
  public static Optional<Reason> of(String code) {
    return Optional.ofNullable(KNOWN.get(code));
  }

  /** Every code that has words. */
  public static SortedSet<String> codes() {
    return new TreeSet<>(KNOWN.keySet());
  }
}
