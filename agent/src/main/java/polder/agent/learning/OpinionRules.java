package polder.agent.learning;

import java.util.Optional;
import java.util.OptionalInt;
import polder.networks.learning.Examiner;
import polder.networks.learning.Terms;
import polder.networks.learning.yuma.BondRule;
import polder.networks.learning.yuma.Fixed;
import polder.networks.learning.yuma.LiquidAlpha;
import polder.networks.learning.yuma.YumaParameters;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;

/**
 * How judges' opinions score a task, as a person writes it. What is left out is as Bittensor has it
 * by default.
 */
final class OpinionRules {
  private static final int TOKEN_DIGITS = 9;
  private static final int STEEPNESS_DIGITS = 2;
  private static final long MILLION = 1_000_000;
  private static final long HALF = MILLION / 2;
  private static final long MOVING_AVERAGE = 900_000;
  private static final int ALPHA_LOW = 45_875;
  private static final int ALPHA_HIGH = 58_982;
  private static final int STEEPNESS = 1_000;
  private static final int JUDGE_EPOCHS = 2;

  private OpinionRules() {}

  /**
   * Reads {@code scoring.opinions} of a task of so many rounds.
   *
   * @throws ManifestException naming the key that is missing, unknown or out of range
   */
  static Examiner.Judges of(Parameters opinions, int rounds) {
    int permits = (int) opinions.whole("permits", 1, Examiner.Judges.MOST);
    YumaParameters consensus =
        new YumaParameters(
            u16(share(opinions, "kappa", HALF)),
            u16(share(opinions, "bonds_penalty", MILLION)),
            0,
            opinions.decimal("least_stake", TOKEN_DIGITS, 1, Terms.MOST_NANO),
            permits,
            OptionalInt.empty(),
            bonds(opinions));
    Examiner.Judges read =
        new Examiner.Judges(
            rounds,
            opinions.share("judges"),
            (int) opinions.whole("least_judges", 1, permits),
            opinions.has("judge_epochs")
                ? (int) opinions.whole("judge_epochs", 1, Terms.Pace.MOST)
                : JUDGE_EPOCHS,
            consensus);
    opinions.finish();
    return read;
  }

  private static BondRule bonds(Parameters opinions) {
    String rule = opinions.text("rule");
    long kept = share(opinions, "moving_average", MOVING_AVERAGE);
    Optional<LiquidAlpha> liquid = opinions.findTable("liquid_alpha").map(OpinionRules::liquid);
    return switch (rule) {
      case "yuma3" -> new BondRule.Yuma3(kept, liquid);
      case "classic" -> {
        if (liquid.isPresent()) {
          throw new ManifestException(
              opinions.pathOf("liquid_alpha") + " goes with the rule yuma3, not classic");
        }
        yield new BondRule.Classic(kept);
      }
      default ->
          throw new ManifestException(
              opinions.pathOf("rule") + " must be yuma3 or classic, not " + rule);
    };
  }

  private static LiquidAlpha liquid(Parameters its) {
    int low = its.has("low") ? u16(its.share("low")) : ALPHA_LOW;
    int high = its.has("high") ? u16(its.share("high")) : ALPHA_HIGH;
    int steepness =
        its.has("steepness")
            ? (int) its.decimal("steepness", STEEPNESS_DIGITS, Short.MIN_VALUE, Short.MAX_VALUE)
            : STEEPNESS;
    its.finish();
    if (low > high) {
      throw new ManifestException(its.pathOf("low") + " is above " + its.pathOf("high"));
    }
    return new LiquidAlpha(low, high, steepness);
  }

  private static long share(Parameters its, String key, long otherwise) {
    return its.has(key) ? its.share(key) : otherwise;
  }

  /** Rounded down, as the original writes a half. */
  private static int u16(long ppm) {
    return (int) (ppm * Fixed.U16_MAX / MILLION);
  }
}
