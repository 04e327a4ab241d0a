package polder.networks.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import polder.networks.learning.yuma.BondRule;
import polder.networks.learning.yuma.LiquidAlpha;
import polder.networks.learning.yuma.YumaParameters;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborType;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.money.Amounts;

/** By whom a task's rounds are examined. */
public sealed interface Examiner {
  /** How many rounds there are. */
  int rounds();

  /** Writes it. */
  void write(CborWriter writer);

  /**
   * The client shows examples.
   *
   * @param commitments by round, the commitment to the examples that it is examined on
   */
  record Client(List<Hash> commitments) implements Examiner {
    public Client {
      commitments = List.copyOf(commitments);
      Terms.within("rounds", commitments.size(), 1, Terms.MOST_ROUNDS);
    }

    @Override
    public int rounds() {
      return commitments.size();
    }

    @Override
    public void write(CborWriter writer) {
      writer.beginArray(commitments.size());
      commitments.forEach(writer::hash);
    }
  }

  /**
   * Judges say what the updates are worth on what they hold, and Yuma consensus makes one opinion
   * of theirs.
   *
   * @param payPpm which part of what a round may pay is the judges'
   * @param least fewer judges than these decide nothing
   * @param sealEpochs for how many epochs opinions are sealed, from 1 on: what measuring takes
   * @param consensus how opinions become one. Of it {@code minStake} is the least stake of a judge,
   *     nano-tokens, and {@code maxValidators} how many may judge a round, by their stakes; nobody
   *     is its owner, and nobody's stake counts in a round in which it says nothing
   */
  record Judges(int rounds, long payPpm, int least, int sealEpochs, YumaParameters consensus)
      implements Examiner {
    /** Most judges of a round. */
    public static final int MOST = 256;

    private static final String NAME = "judges";
    private static final int FIELDS = 10;
    private static final int BOND_FIELDS = 3;
    private static final int LIQUID_FIELDS = 3;
    private static final String CLASSIC = "classic";
    private static final String YUMA3 = "yuma3";

    public Judges {
      Terms.within("rounds", rounds, 1, Terms.MOST_ROUNDS);
      Terms.within("parts per million of pay for judges", payPpm, 0, Amounts.MILLION);
      Terms.within("judges of a round", consensus.maxValidators(), 1, MOST);
      Terms.within("least judges", least, 1, consensus.maxValidators());
      Terms.within("epochs in which opinions are sealed", sealEpochs, 1, Terms.Pace.MOST);
      Terms.within("nano-tokens of a judge's stake", consensus.minStake(), 1, Terms.MOST_NANO);
      if (consensus.activityCutoffBlocks() != 0 || consensus.owner().isPresent()) {
        throw new IllegalArgumentException(
            "of a task's judges none owns it, and who says nothing has no say");
      }
    }

    /** How many judge a round at most. */
    public int permits() {
      return consensus.maxValidators();
    }

    /** The judges' part of {@code nano} that a round may pay. */
    public long payNano(long nano) {
      return Amounts.mulDiv(nano, payPpm, Amounts.MILLION);
    }

    @Override
    public void write(CborWriter writer) {
      writer
          .beginArray(FIELDS)
          .text(NAME)
          .integer(rounds)
          .integer(payPpm)
          .integer(least)
          .integer(sealEpochs)
          .integer(consensus.kappaU16())
          .integer(consensus.bondsPenaltyU16())
          .integer(consensus.minStake())
          .integer(consensus.maxValidators());
      switch (consensus.bonds()) {
        case BondRule.Classic(long kept) ->
            writer.beginArray(BOND_FIELDS).text(CLASSIC).integer(kept).nil();
        case BondRule.Yuma3(long kept, Optional<LiquidAlpha> liquid) -> {
          writer.beginArray(BOND_FIELDS).text(YUMA3).integer(kept);
          liquid.ifPresentOrElse(
              its ->
                  writer
                      .beginArray(LIQUID_FIELDS)
                      .integer(its.lowU16())
                      .integer(its.highU16())
                      .integer(its.steepness()),
              writer::nil);
        }
      }
    }

    private static Judges read(CborReader reader, int items) {
      if (items != FIELDS || !reader.text().equals(NAME)) {
        throw new CodecException("these are no rules for judges", reader.offset());
      }
      return new Judges(
          Math.toIntExact(reader.integer()),
          reader.integer(),
          Math.toIntExact(reader.integer()),
          Math.toIntExact(reader.integer()),
          consensus(reader));
    }

    private static YumaParameters consensus(CborReader reader) {
      int kappa = Math.toIntExact(reader.integer());
      int penalty = Math.toIntExact(reader.integer());
      long stake = reader.integer();
      int permits = Math.toIntExact(reader.integer());
      return new YumaParameters(
          kappa, penalty, 0, stake, permits, OptionalInt.empty(), bonds(reader));
    }

    private static BondRule bonds(CborReader reader) {
      if (reader.beginArray() != BOND_FIELDS) {
        throw new CodecException("this is no rule of bonds", reader.offset());
      }
      String name = reader.text();
      long kept = reader.integer();
      Optional<LiquidAlpha> liquid = liquid(reader);
      if (name.equals(YUMA3)) {
        return new BondRule.Yuma3(kept, liquid);
      }
      if (name.equals(CLASSIC) && liquid.isEmpty()) {
        return new BondRule.Classic(kept);
      }
      throw new CodecException("no rule of bonds is called " + name, reader.offset());
    }

    private static Optional<LiquidAlpha> liquid(CborReader reader) {
      if (reader.tryNil()) {
        return Optional.empty();
      }
      if (reader.beginArray() != LIQUID_FIELDS) {
        throw new CodecException("this is no liquid alpha", reader.offset());
      }
      return Optional.of(
          new LiquidAlpha(
              Math.toIntExact(reader.integer()),
              Math.toIntExact(reader.integer()),
              Math.toIntExact(reader.integer())));
    }
  }

  /**
   * Reads what {@link #write} gave.
   *
   * @throws CodecException if it is anything else
   * @throws IllegalArgumentException naming what is out of range
   */
  static Examiner read(CborReader reader) {
    int items = reader.beginArray();
    Terms.within("rounds", items, 1, Terms.MOST_ROUNDS);
    if (reader.peek() == CborType.TEXT) {
      return Judges.read(reader, items);
    }
    List<Hash> commitments = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      commitments.add(reader.hash());
    }
    return new Client(commitments);
  }
}
