package polder.app.cli;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in plain words why the staking contract refuses; the words of others stay as they are. */
final class StakeReasons {
  private static final Pattern ERROR = Pattern.compile("\\b([A-Z][A-Za-z0-9]+)\\(([^()]*)\\)");
  private static final String STATUS = "see `polder validators`";

  private StakeReasons() {}

  /** What is wrong, and what to do next. */
  record Words(String wrong, String next) {}

  /** The words for a reason such as {@code reverted: BondTooSmall(amount 5, least 10)}. */
  static Words of(String reason) {
    Matcher matcher = ERROR.matcher(reason);
    while (matcher.find()) {
      Map<String, String> values = values(matcher.group(2));
      Words words = words(matcher.group(1), values);
      if (!words.wrong().isEmpty()) {
        return words;
      }
    }
    return new Words("the staking contract refuses: " + reason, STATUS);
  }

  private static Map<String, String> values(String list) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String part : list.split(", ", -1)) {
      int space = part.indexOf(' ');
      if (space > 0) {
        values.put(part.substring(0, space), part.substring(space + 1));
      }
    }
    return values;
  }

  private static Words words(String error, Map<String, String> values) {
    return switch (error) {
      case "RegisteredBefore" ->
          new Words(
              "this account was a validator before, and an account registers once",
              "use another key: polder keys new");
      case "BondTooSmall" ->
          new Words(
              "a validator bonds at least " + tokens(values, "least") + " tokens of its own",
              "stake more, or `polder delegate` to a validator, which has no least amount");
      case "TooMuch" ->
          new Words("only " + tokens(values, "most") + " tokens are staked there", "take out less");
      case "NotOpen" ->
          new Words(
              values.getOrDefault("validator", "that account")
                  + " is no validator, or was struck and takes no more stake",
              STATUS);
      case "NoAmount" -> new Words("there is nothing to take out", STATUS);
      case "StillBound" -> bound(values);
      case "StillDisputable" ->
          new Words(
              "epochs that this stake answers for can still be disputed: they stand below "
                  + values.getOrDefault("standing", "?")
                  + ", and have to up to "
                  + values.getOrDefault("from", "?"),
              "try again when more epochs are released: polder status");
      case "TooSoon" ->
          new Words(
              "the next set of validators can be opened at " + time(values, "from"),
              "try again then");
      case "SetPending" ->
          new Words(
              "set " + values.getOrDefault("version", "?") + " was opened and does not sign yet",
              "try again in some epochs");
      case "Commission" -> new Words("a commission is from 0 to 100", "give a part of 100");
      case "ERC20InsufficientBalance" ->
          new Words(
              "the account has "
                  + tokens(values, "balance")
                  + " tokens and needs "
                  + tokens(values, "needed"),
              "stake less");
      default -> new Words("", "");
    };
  }

  private static Words bound(Map<String, String> values) {
    BigInteger from = number(values, "from");
    return from.bitLength() > 62
        ? new Words(
            "the stake is bound until a set of validators without it signs",
            "try again later: `polder unstake` says when")
        : new Words("the stake is bound until " + time(values, "from"), "try again then");
  }

  private static BigInteger number(Map<String, String> values, String name) {
    String text = values.getOrDefault(name, "0");
    return text.matches("[0-9]{1,78}") ? new BigInteger(text) : BigInteger.ZERO;
  }

  private static String tokens(Map<String, String> values, String name) {
    return Tokens.text(number(values, name));
  }

  private static String time(Map<String, String> values, String name) {
    return StakeOptions.time(number(values, name).longValue());
  }
}
