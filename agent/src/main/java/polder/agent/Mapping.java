package polder.agent;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import polder.agent.format.Measured;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/**
 * Decides which measured value is which quantity of the network, in the network's unit. By what the
 * person said, or else by name. Never takes two different sensors for one: where two could be
 * meant, it takes none and asks. Safe for several threads.
 */
public final class Mapping {
  /** Most different notices; beyond this a source invents names, and nobody reads on. */
  private static final int MAX_NOTICES = 100;

  private static final List<Set<String>> ALIASES =
      List.of(
          Set.of("temperature", "temp", "airtemperature", "outdoortemperature", "tempc"),
          Set.of("humidity", "hum", "rh", "relativehumidity", "airhumidity"),
          Set.of("pressure", "airpressure", "atmosphericpressure", "barometricpressure"),
          Set.of("pm25", "p2"),
          Set.of("pm10", "p1"),
          Set.of("illuminance", "lux", "light"),
          Set.of("co2", "carbondioxide"));

  private final SortedMap<String, String> units;
  private final SortedMap<String, String> chosen;
  private final Consumer<String> notices;
  private final Set<String> noticed = new TreeSet<>();
  private final Map<String, String> originOf = new TreeMap<>();

  /**
   * A mapping.
   *
   * @param units the network's quantities and their SenML units
   * @param chosen what the person said: a name or origin, and the quantity it is
   * @param notices gets one line for each thing that is left out, once
   * @throws OfferException if a chosen quantity is none of the network's
   */
  public Mapping(
      SortedMap<String, String> units, SortedMap<String, String> chosen, Consumer<String> notices) {
    for (Map.Entry<String, String> choice : chosen.entrySet()) {
      if (!units.containsKey(choice.getValue())) {
        throw new OfferException(
            "--map "
                + choice.getKey()
                + "="
                + choice.getValue()
                + ": the network measures "
                + String.join(", ", units.keySet()));
      }
    }
    this.units = new TreeMap<>(units);
    this.chosen = new TreeMap<>(chosen);
    this.notices = notices;
  }

  /** Whether the person chose this origin. */
  public boolean isChosen(String origin) {
    return choice(origin, "").isPresent();
  }

  /**
   * The readings in one sample.
   *
   * @param nowMillis the time of what does not say its own
   */
  public synchronized List<SenmlRecord> map(List<Measured> sample, long nowMillis) {
    Map<String, Set<String>> candidates = new TreeMap<>();
    for (Measured measured : sample) {
      quantity(measured)
          .ifPresent(quantity ->
              candidates.computeIfAbsent(quantity, key -> new TreeSet<>()).add(measured.origin()));
    }
    List<SenmlRecord> readings = new ArrayList<>();
    for (Measured measured : sample) {
      Optional<String> quantity = quantity(measured);
      if (quantity.isEmpty()) {
        notice(
            measured.origin()
                + " is no quantity of this network ("
                + String.join(", ", units.keySet())
                + "); if it is one, say --map "
                + measured.origin()
                + "=QUANTITY");
      } else if (isSure(
          measured, quantity.get(), candidates.getOrDefault(quantity.get(), Set.of()))) {
        reading(measured, quantity.get(), nowMillis).ifPresent(readings::add);
      }
    }
    return readings;
  }

  private Optional<String> quantity(Measured measured) {
    Optional<String> choice = choice(measured.origin(), measured.name());
    if (choice.isPresent()) {
      return choice;
    }
    String name = plain(measured.name());
    for (String quantity : units.keySet()) {
      String other = plain(quantity);
      if (name.equals(other)
          || ALIASES.stream().anyMatch(same -> same.contains(name) && same.contains(other))) {
        // A quantity that the person chose an origin for is nothing else's.
        return chosen.containsValue(quantity) ? Optional.empty() : Optional.of(quantity);
      }
    }
    // A lone number can only be the one thing that is measured.
    return name.equals("value") && units.size() == 1 && chosen.isEmpty()
        ? Optional.of(units.firstKey())
        : Optional.empty();
  }

  private Optional<String> choice(String origin, String name) {
    for (Map.Entry<String, String> choice : chosen.entrySet()) {
      String key = choice.getKey();
      boolean ends =
          origin.endsWith(key)
              && (origin.length() == key.length()
                  || ":./#".indexOf(origin.charAt(origin.length() - key.length() - 1)) >= 0);
      if (ends || key.equals(name)) {
        return Optional.of(choice.getValue());
      }
    }
    return Optional.empty();
  }

  private boolean isSure(Measured measured, String quantity, Set<String> candidates) {
    String origin = measured.origin();
    if (candidates.size() > 1) {
      notice(
          quantity
              + " could be "
              + String.join(" or ", candidates)
              + ": say which by --map "
              + candidates.iterator().next()
              + "="
              + quantity);
      return false;
    }
    String first = originOf.computeIfAbsent(quantity, key -> origin);
    if (!first.equals(origin)) {
      notice(
          quantity
              + " is taken from "
              + first
              + ", so "
              + origin
              + " is left out; if that is the one,"
              + " say --map "
              + origin
              + "="
              + quantity);
      return false;
    }
    return true;
  }

  private Optional<SenmlRecord> reading(Measured measured, String quantity, long nowMillis) {
    String unit = units.getOrDefault(quantity, "");
    Optional<BigDecimal> value =
        measured.unit().isEmpty()
            ? Optional.of(measured.value())
            : Units.convert(measured.value(), measured.unit(), unit);
    if (value.isEmpty()) {
      notice(
          measured.origin()
              + " is in "
              + measured.unit()
              + ", which cannot be converted to "
              + unit
              + ": it is left out");
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SenmlRecord(
              quantity,
              unit,
              new SenmlValue.Number(value.get()),
              measured.timeMillis().orElse(nowMillis)));
    } catch (IllegalArgumentException e) {
      notice(measured.origin() + " is left out: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void notice(String line) {
    if (noticed.size() < MAX_NOTICES && noticed.add(line)) {
      notices.accept(line);
    }
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }
}
