package polder.adapters.sdl;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts with units, read exactly; what is less than the smallest unit is left out. */
final class Quantity {
  private static final Pattern NUMBER =
      Pattern.compile("([+-]?(?:[0-9]{1,30}(?:\\.[0-9]{0,30})?|\\.[0-9]{1,30}))([A-Za-z]{0,4})");

  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
  private static final String PREFIXES = "kMGTPE";
  private static final List<String> AKASH_UNITS =
      List.of("", "k", "Ki", "M", "Mi", "G", "Gi", "T", "Ti", "P", "Pi", "E", "Ei");
  private static final String BYTES_REMEDY = "write a size such as 512Mi, 1.5Gi or 10G";

  private Quantity() {}

  /**
   * Bytes, as Akash's tools read them: k, M, G, T, P and E count by thousands, Ki to Ei by 1,024.
   * Akash's Go tool knows no other unit; its TypeScript tool, by which most people deploy, also
   * reads them in lower case and with a B behind, and so do we, with a notice.
   */
  static Optional<Long> bytes(Field field, long least, long most) {
    Optional<BigDecimal> number = number(field, BYTES_REMEDY);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    String unit = unit(field);
    Optional<BigDecimal> factor = factor(unit);
    if (factor.isEmpty()) {
      field.wrong("has the unit \"" + unit + "\", which is none of bytes", BYTES_REMEDY);
      return Optional.empty();
    }
    Optional<Long> bytes =
        within(field, number.get().multiply(factor.get()), least, most, " bytes");
    if (bytes.isPresent() && !AKASH_UNITS.contains(unit)) {
      field.notice(
          "is read as "
              + bytes.get()
              + " bytes, though not all tools know the unit \""
              + unit
              + "\"; k, M, G and T count by 1,000, Ki, Mi, Gi and Ti by 1,024");
    }
    return bytes;
  }

  /** Thousandths of a core, written as cores or, with an m behind, as such. */
  static Optional<Long> cpuMilli(Field field, long least, long most) {
    String remedy = "write cores, such as 0.5 or 2, or thousandths, such as 500m";
    Optional<BigDecimal> number = number(field, remedy);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    return switch (unit(field)) {
      case "m" -> within(field, number.get(), least, most, " thousandths of a core");
      case "" ->
          within(field, number.get().multiply(THOUSAND), least, most, " thousandths of a core");
      default -> {
        field.wrong("is " + field.shown(), remedy);
        yield Optional.empty();
      }
    };
  }

  /** A number that may end in k, M, G, T, P or E. */
  static Optional<Long> count(Field field, long least, long most) {
    String remedy = "write a whole number, such as 500M or 5G";
    Optional<BigDecimal> number = number(field, remedy);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    String unit = unit(field);
    int power = unit.isEmpty() ? 0 : PREFIXES.indexOf(unit.equals("K") ? "k" : unit) + 1;
    if (unit.length() > 1 || (power == 0 && !unit.isEmpty())) {
      field.wrong("is " + field.shown(), remedy);
      return Optional.empty();
    }
    return within(field, number.get().multiply(THOUSAND.pow(power)), least, most, "");
  }

  private static Optional<BigDecimal> factor(String unit) {
    if (unit.isEmpty()) {
      return Optional.of(BigDecimal.ONE);
    }
    int power = PREFIXES.toLowerCase(Locale.ROOT).indexOf(Character.toLowerCase(unit.charAt(0)));
    if (power < 0) {
      return Optional.empty();
    }
    return switch (unit.substring(1).toLowerCase(Locale.ROOT)) {
      case "", "b" -> Optional.of(THOUSAND.pow(power + 1));
      case "i", "ib" -> Optional.of(BigDecimal.valueOf(1_024).pow(power + 1));
      default -> Optional.empty();
    };
  }

  private static Optional<BigDecimal> number(Field field, String remedy) {
    Optional<String> text = field.text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher matcher = NUMBER.matcher(text.get());
    if (!matcher.matches()) {
      field.wrong("is " + field.shown(), remedy);
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(matcher.group(1)));
  }

  private static String unit(Field field) {
    Matcher matcher = NUMBER.matcher(field.text().orElse(""));
    return matcher.matches() ? matcher.group(2) : "";
  }

  private static Optional<Long> within(
      Field field, BigDecimal number, long least, long most, String unit) {
    if (number.signum() < 0) {
      field.wrong("is negative", "write a number above 0");
      return Optional.empty();
    }
    BigDecimal whole = number.setScale(0, RoundingMode.DOWN);
    if (whole.compareTo(BigDecimal.valueOf(least)) < 0
        || whole.compareTo(BigDecimal.valueOf(most)) > 0) {
      field.wrong(
          "is " + whole.toPlainString() + unit, "write from " + least + " to " + most + unit);
      return Optional.empty();
    }
    return Optional.of(whole.longValueExact());
  }
}
