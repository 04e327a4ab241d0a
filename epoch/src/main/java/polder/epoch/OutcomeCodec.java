package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import polder.networks.Assessment;
import polder.networks.Assessment.Verdict;
import polder.networks.Contribution;
import polder.networks.Factor;
import polder.networks.Finding;
import polder.networks.GroupKey;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Unsigned;

/** The canonical bytes of an outcome's lines: an array whose first item says which kind it is. */
public final class OutcomeCodec {
  /** How many items stand in the latter half of a reward's line. */
  private static final int GROUNDS = 4;

  private static final long REFUSAL = 0;
  private static final long REGISTRATION = 1;
  private static final long REWARD = 2;
  private static final long PAID = 3;
  private static final long PENALISED = 4;
  private static final long RELEASED = 5;
  private static final long SIGNED = 6;
  private static final long DELEGATED = 7;
  private static final long GAS = 8;
  private static final long REFUNDED = 9;

  private static final List<Verdict> VERDICTS = List.of(Verdict.values());
  private static final List<Finding.Result> RESULTS = List.of(Finding.Result.values());

  private OutcomeCodec() {}

  /** The canonical bytes of {@code leaf}. */
  public static Bytes encode(OutcomeLeaf leaf) {
    CborWriter writer = new CborWriter();
    switch (leaf) {
      case OutcomeLeaf.Refusal refusal ->
          writer
              .beginArray(6)
              .integer(REFUSAL)
              .text(refusal.network())
              .bytes(refusal.sender())
              .hash(refusal.message())
              .text(refusal.reason())
              .text(refusal.detail());
      case OutcomeLeaf.Registration registration ->
          writer
              .beginArray(6)
              .integer(REGISTRATION)
              .text(registration.network())
              .bytes(registration.account().address())
              .hash(registration.message())
              .text(registration.action())
              .text(registration.subject());
      case OutcomeLeaf.Reward reward -> {
        write(writer, Payslip.of(reward));
        writeGrounds(writer, reward.contribution());
      }
      case OutcomeLeaf.Paid paid -> {
        writer
            .beginArray(7)
            .integer(PAID)
            .text(paid.network())
            .text(paid.group().text())
            .bytes(paid.to().address())
            .integer(paid.amountNano())
            .text(paid.reason());
        paid.device().ifPresentOrElse(its -> writer.bytes(its.multikey()), writer::nil);
      }
      case OutcomeLeaf.Refunded refunded ->
          writer
              .beginArray(6)
              .integer(REFUNDED)
              .text(refunded.network())
              .text(refunded.group().text())
              .bytes(refunded.to().address())
              .integer(refunded.amountNano())
              .text(refunded.reason());
      case OutcomeLeaf.Penalised penalised ->
          writer
              .beginArray(6)
              .integer(PENALISED)
              .text(penalised.network())
              .text(penalised.group().text())
              .bytes(penalised.device().multikey())
              .integer(penalised.amountNano())
              .text(penalised.reason());
      case OutcomeLeaf.Released released ->
          writer
              .beginArray(6)
              .integer(RELEASED)
              .text(released.network())
              .bytes(released.device().multikey())
              .bytes(released.owner().address())
              .integer(released.amountNano())
              .bool(released.forfeited());
      case StakeLine line -> writeStake(writer, line);
    }
    return writer.toBytes();
  }

  private static void writeStake(CborWriter writer, StakeLine stake) {
    switch (stake) {
      case StakeLine.Signed line ->
          writer
              .beginArray(12)
              .integer(SIGNED)
              .text(line.network())
              .bytes(line.validator().address())
              .integer(line.firstEpoch())
              .integer(line.lastEpoch())
              .bool(line.signed())
              .bytes(Unsigned.encode(line.weight()))
              .bytes(Unsigned.encode(line.totalWeight()))
              .integer(line.poolNano())
              .integer(line.delegatorsNano())
              .integer(line.commissionNano())
              .integer(line.amountNano());
      case StakeLine.Delegated line ->
          writer
              .beginArray(5)
              .integer(DELEGATED)
              .text(line.network())
              .bytes(line.validator().address())
              .bytes(line.account().address())
              .integer(line.amountNano());
      case StakeLine.Gas line ->
          writer
              .beginArray(7)
              .integer(GAS)
              .text(line.network())
              .bytes(line.submitter().address())
              .integer(line.firstEpoch())
              .integer(line.lastEpoch())
              .integer(line.costNano())
              .integer(line.amountNano());
    }
  }

  /** Writes a reward of which the latter half is encoded. */
  static void write(CborWriter writer, Payslip payslip, Bytes grounds) {
    write(writer, payslip);
    writer.encoded(grounds, GROUNDS);
  }

  private static void write(CborWriter writer, Payslip payslip) {
    writer
        .beginArray(11 + GROUNDS)
        .integer(REWARD)
        .text(payslip.network())
        .text(payslip.group().text())
        .bytes(payslip.device().multikey())
        .bytes(payslip.owner().address())
        .integer(payslip.weight())
        .integer(payslip.totalWeight())
        .integer(payslip.poolNano())
        .integer(payslip.paidNano())
        .integer(payslip.amountNano())
        .bool(payslip.held());
  }

  /** Writes the latter half of a reward's line: its factors, reasons, assessments and evidence. */
  static void writeGrounds(CborWriter writer, Contribution contribution) {
    writer.beginArray(contribution.factors().size());
    for (Factor factor : contribution.factors()) {
      writer.beginArray(2).text(factor.name()).integer(factor.ppm());
    }
    writer.beginArray(contribution.reasons().size());
    contribution.reasons().forEach(writer::text);
    writer.beginArray(contribution.assessments().size());
    for (Assessment assessment : contribution.assessments()) {
      writeAssessment(writer, assessment);
    }
    writer.beginArray(contribution.evidence().size());
    contribution.evidence().forEach(writer::hash);
  }

  private static void writeAssessment(CborWriter writer, Assessment assessment) {
    writer
        .beginArray(5)
        .hash(assessment.message())
        .integer(assessment.timeMillis())
        .text(assessment.subject())
        .integer(assessment.verdict().ordinal());
    writer.beginArray(assessment.findings().size());
    for (Finding finding : assessment.findings()) {
      writer
          .beginArray(finding.other().isPresent() ? 6 : 5)
          .text(finding.check())
          .integer(finding.result().ordinal())
          .integer(finding.value())
          .integer(finding.limit())
          .text(finding.unit());
      finding.other().ifPresent(device -> writer.bytes(device.multikey()));
    }
  }

  /**
   * Reads one line.
   *
   * @throws CodecException if the bytes are not a canonical line
   */
  public static OutcomeLeaf decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    int size = reader.beginArray();
    long kind = reader.integer();
    if (kind < REFUSAL || kind > REFUNDED) {
      throw new CodecException("no line is of kind " + kind, 0);
    }
    if (size != items(kind)) {
      throw new CodecException("a line of kind " + kind + " does not have " + size + " items", 0);
    }
    try {
      OutcomeLeaf leaf = read(reader, kind);
      reader.end();
      return leaf;
    } catch (IllegalArgumentException e) {
      throw new CodecException(String.valueOf(e.getMessage()), reader.offset());
    }
  }

  /** Which network a line is of, without reading the rest of it. */
  static String network(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    reader.integer();
    return reader.text();
  }

  private static int items(long kind) {
    return switch ((int) kind) {
      case (int) REWARD -> 15;
      case (int) PAID -> 7;
      case (int) SIGNED -> 12;
      case (int) DELEGATED -> 5;
      case (int) GAS -> 7;
      default -> 6;
    };
  }

  private static OutcomeLeaf read(CborReader reader, long kind) {
    String network = reader.text();
    if (kind >= SIGNED && kind <= GAS && !network.isEmpty()) {
      throw new CodecException("stakes are of no network", reader.offset());
    }
    return switch ((int) kind) {
      case (int) REFUSAL ->
          new OutcomeLeaf.Refusal(
              network, reader.bytes(), reader.hash(), reader.text(), reader.text());
      case (int) REGISTRATION ->
          new OutcomeLeaf.Registration(
              network, new Account(reader.bytes()), reader.hash(), reader.text(), reader.text());
      case (int) REWARD -> readReward(reader, network);
      case (int) PAID ->
          new OutcomeLeaf.Paid(
              network,
              new GroupKey(reader.text()),
              new Account(reader.bytes()),
              reader.integer(),
              reader.text(),
              reader.tryNil() ? Optional.empty() : Optional.of(new DeviceId(reader.bytes())));
      case (int) REFUNDED ->
          new OutcomeLeaf.Refunded(
              network,
              new GroupKey(reader.text()),
              new Account(reader.bytes()),
              reader.integer(),
              reader.text());
      case (int) PENALISED ->
          new OutcomeLeaf.Penalised(
              network,
              new GroupKey(reader.text()),
              new DeviceId(reader.bytes()),
              reader.integer(),
              reader.text());
      case (int) RELEASED ->
          new OutcomeLeaf.Released(
              network,
              new DeviceId(reader.bytes()),
              new Account(reader.bytes()),
              reader.integer(),
              reader.bool());
      case (int) SIGNED ->
          new StakeLine.Signed(
              new Account(reader.bytes()),
              reader.integer(),
              reader.integer(),
              reader.bool(),
              Unsigned.decode(reader.bytes()),
              Unsigned.decode(reader.bytes()),
              reader.integer(),
              reader.integer(),
              reader.integer(),
              reader.integer());
      case (int) DELEGATED ->
          new StakeLine.Delegated(
              new Account(reader.bytes()), new Account(reader.bytes()), reader.integer());
      case (int) GAS ->
          new StakeLine.Gas(
              new Account(reader.bytes()),
              reader.integer(),
              reader.integer(),
              reader.integer(),
              reader.integer());
      default -> throw new IllegalStateException("no line is of kind " + kind);
    };
  }

  private static OutcomeLeaf readReward(CborReader reader, String network) {
    return new OutcomeLeaf.Reward(
        network,
        new GroupKey(reader.text()),
        new DeviceId(reader.bytes()),
        new Account(reader.bytes()),
        reader.integer(),
        reader.integer(),
        reader.integer(),
        reader.integer(),
        reader.integer(),
        reader.bool(),
        list(reader, () -> readFactor(reader)),
        list(reader, reader::text),
        list(reader, () -> readAssessment(reader)),
        list(reader, reader::hash));
  }

  private static Factor readFactor(CborReader reader) {
    expect(reader, 2);
    return new Factor(reader.text(), reader.integer());
  }

  private static Assessment readAssessment(CborReader reader) {
    expect(reader, 5);
    Hash message = reader.hash();
    long timeMillis = reader.integer();
    String subject = reader.text();
    Verdict verdict = pick(VERDICTS, reader.integer());
    return new Assessment(
        message, timeMillis, subject, verdict, list(reader, () -> readFinding(reader)));
  }

  private static Finding readFinding(CborReader reader) {
    int at = reader.offset();
    int size = reader.beginArray();
    if (size != 5 && size != 6) {
      throw new CodecException("an array of " + size + " items, not 5 or 6", at);
    }
    return new Finding(
        reader.text(),
        pick(RESULTS, reader.integer()),
        reader.integer(),
        reader.integer(),
        reader.text(),
        size == 6 ? Optional.of(new DeviceId(reader.bytes())) : Optional.empty());
  }

  private static void expect(CborReader reader, int items) {
    int at = reader.offset();
    int size = reader.beginArray();
    if (size != items) {
      throw new CodecException("an array of " + size + " items, not " + items, at);
    }
  }

  private static <T> T pick(List<T> values, long ordinal) {
    if (ordinal < 0 || ordinal >= values.size()) {
      throw new CodecException("there is no value number " + ordinal, 0);
    }
    return values.get((int) ordinal);
  }

  private static <T> List<T> list(CborReader reader, Supplier<T> item) {
    int size = reader.beginArray();
    List<T> items = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      items.add(item.get());
    }
    return items;
  }
}
