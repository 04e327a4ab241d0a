package polder.adapters.sdl;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code profiles.placement}: what a machine must say of itself, who vouches for it, and prices.
 */
final class PlacementReader {
  /**
   * A placement.
   *
   * @param prices of one instance for a block, by compute profile; empty if one is wrong
   */
  record Placement(
      Field field,
      SortedMap<String, String> attributes,
      List<String> signedByAll,
      List<String> signedByAny,
      Map<String, Optional<Price>> prices) {}

  /** An amount of a coin, and where it stands. */
  record Price(Field field, String denomination, BigDecimal amount) {}

  private static final BigDecimal MOST_AMOUNT = BigDecimal.valueOf(10_000_000);

  private PlacementReader() {}

  static Placement read(Field placement) {
    placement.knows("attributes", "signedBy", "pricing");
    Field signedBy = placement.at("signedBy");
    return new Placement(
        placement,
        attributes(placement.at("attributes"), true),
        auditors(signedBy, "allOf"),
        auditors(signedBy, "anyOf"),
        prices(placement.at("pricing")));
  }

  /** What a machine must say of itself; all machines of Akash, and no others, say host: akash. */
  static SortedMap<String, String> attributes(Field field, boolean ofAkash) {
    SortedMap<String, String> attributes = new TreeMap<>();
    for (Field entry : field.entries()) {
      String value = entry.isPresent() ? entry.text(Limits.NAME).orElse("") : "";
      if (entry.name().length() > Limits.NAME) {
        entry.wrong(
            "has a name of " + entry.name().length() + " characters",
            "write at most " + Limits.NAME);
      } else if (ofAkash && entry.name().equals("host") && value.equals("akash")) {
        entry.notice("is left out: machines of Akash say so of themselves, and none here");
      } else {
        attributes.put(entry.name(), value);
      }
    }
    if (attributes.size() > Limits.ENTRIES) {
      field.wrong("has " + attributes.size() + " entries", "write at most " + Limits.ENTRIES);
      return new TreeMap<>();
    }
    return attributes;
  }

  /** Who vouches; accounts of Akash's chain have nothing to say here. */
  static List<String> auditors(Field signedBy, String which) {
    signedBy.knows("allOf", "anyOf");
    Field field = signedBy.at(which);
    List<String> auditors = new ArrayList<>();
    for (Field item : field.items()) {
      String auditor = item.text(Limits.NAME).orElse("");
      if (auditor.startsWith("akash1")) {
        item.notice("is left out: auditors of Akash vouch for no machine here");
      } else if (!auditor.isEmpty()) {
        auditors.add(auditor);
      }
    }
    if (auditors.size() > Limits.ENTRIES) {
      field.wrong("has " + auditors.size() + " entries", "write at most " + Limits.ENTRIES);
      return List.of();
    }
    return auditors;
  }

  private static Map<String, Optional<Price>> prices(Field pricing) {
    Map<String, Optional<Price>> prices = new TreeMap<>();
    for (Field field : pricing.entries()) {
      prices.put(field.name(), price(field));
    }
    return prices;
  }

  private static Optional<Price> price(Field field) {
    field.knows("denom", "amount");
    Field denominationField = field.at("denom").required("write denom: uakt");
    Optional<String> denomination = denominationField.text(128);
    if (denomination.isPresent()
        && !denomination.get().matches("[a-zA-Z][a-zA-Z0-9/:._-]{2,127}")) {
      denominationField.wrong(
          "is " + denominationField.shown(), "write the name of a coin, such as uakt");
      return Optional.empty();
    }
    Field amountField = field.at("amount").required("write amount: 1000");
    Optional<BigDecimal> amount = amount(amountField, MOST_AMOUNT);
    if (denomination.isEmpty() || amount.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Price(field, denomination.get(), amount.get()));
  }

  /** A decimal number above 0, with at most 18 decimals. */
  static Optional<BigDecimal> amount(Field field, BigDecimal most) {
    Optional<String> text = field.text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.get().matches("[0-9]{1,30}(\\.[0-9]{1,18})?")) {
      BigDecimal amount = new BigDecimal(text.get());
      if (amount.signum() > 0 && amount.compareTo(most) <= 0) {
        return Optional.of(amount);
      }
    }
    field.wrong(
        "is " + field.shown(),
        "write an amount above 0 and up to "
            + most.toPlainString()
            + ", such as 2.5, with at most 18 decimals");
    return Optional.empty();
  }
}
