package polder.epoch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.Contribution;
import polder.networks.EpochContext;
import polder.networks.EpochWindow;
import polder.networks.Exhibit;
import polder.networks.Factor;
import polder.networks.GroupInputs;
import polder.networks.GroupKey;
import polder.networks.Grouping;
import polder.networks.Judged;
import polder.networks.Judgement;
import polder.networks.NetworkKind;
import polder.networks.NetworkRules;
import polder.networks.Note;
import polder.networks.Outcome;
import polder.networks.Payment;
import polder.networks.Penalty;
import polder.networks.SenderRecord;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Parameters;
import polder.protocol.message.DeviceMessage;

/**
 * A kind that does whatever its devices tell it to, so that every mechanism of the epoch program
 * can be asked for: work for a weight, pay from the purse, fine what is held, write a note, wake
 * later. Every message also goes to the group {@code watch} as a witness copy.
 */
final class ToyKind implements NetworkKind {
  static final GroupKey WATCH = new GroupKey("watch");

  /** Most bytes of a blob that a toy brings. */
  static final int MOST_BYTES = 8;

  /**
   * What a device orders: {@code work}, {@code pay}, {@code fine}, {@code tell}, {@code wake}, or
   * {@code show}, which brings the blob that holds {@link #shown} and works for its size.
   */
  record Order(String group, String verb, long number) {
    Bytes encode() {
      return new CborWriter().beginArray(3).text(group).text(verb).integer(number).toBytes();
    }
  }

  /** The number in letters: what {@code show} brings. */
  static byte[] shown(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  /** What a group remembers. */
  record Tally(long messages, long copies, long told, long runs) {
    Bytes encode() {
      CborWriter writer = new CborWriter().beginArray(4).integer(messages).integer(copies);
      return writer.integer(told).integer(runs).toBytes();
    }

    static Tally decode(Bytes state) {
      if (state.size() == 0) {
        return new Tally(0, 0, 0, 0);
      }
      CborReader reader = new CborReader(state);
      reader.beginArray();
      return new Tally(reader.integer(), reader.integer(), reader.integer(), reader.integer());
    }
  }

  @Override
  public String name() {
    return "toy";
  }

  @Override
  public NetworkRules<?> configure(Parameters parameters) {
    return new Rules(parameters.has("limit") ? parameters.whole("limit", 1, 1L << 40) : 1L << 40);
  }

  /**
   * @param limit numbers above it are refused
   */
  record Rules(long limit) implements NetworkRules<Order> {
    @Override
    public Judgement<Order> judge(DeviceMessage message, SenderRecord sender, EpochWindow window) {
      Order order;
      try {
        CborReader reader = new CborReader(message.payload());
        if (reader.beginArray() != 3) {
          return new Judgement.Refused<>("malformed", "an order has three parts");
        }
        order = new Order(reader.text(), reader.text(), reader.integer());
        reader.end();
        new GroupKey(order.group());
      } catch (CodecException | IllegalArgumentException e) {
        return new Judgement.Refused<>("malformed", String.valueOf(e.getMessage()));
      }
      return order.number() < 0 || order.number() > limit
          ? new Judgement.Refused<>("out_of_range", "a number is from 0 to " + limit)
          : new Judgement.Plausible<>(order);
    }

    @Override
    public Grouping group(Order order, SenderRecord sender) {
      GroupKey home = new GroupKey(order.group());
      return new Grouping(home, home.equals(WATCH) ? List.of() : List.of(WATCH));
    }

    @Override
    public List<Exhibit> exhibits(Order order) {
      return order.verb().equals("show")
          ? List.of(new Exhibit(Hash.sha256(shown(order.number())), MOST_BYTES))
          : List.of();
    }

    @Override
    public Outcome weigh(GroupInputs<Order> inputs, EpochContext context) {
      Tally before = Tally.decode(inputs.state());
      SortedMap<DeviceId, Long> weights = new TreeMap<>();
      List<Payment> payments = new ArrayList<>();
      List<Penalty> penalties = new ArrayList<>();
      List<Note> notes = new ArrayList<>();
      long wake = Outcome.ASLEEP;
      long told = before.told();
      for (Note note : inputs.notes()) {
        told += new CborReader(note.content()).integer();
      }
      for (Judged<Order> judged : inputs.home()) {
        Order order = judged.evidence();
        DeviceId device = judged.sender().device();
        long number = order.number();
        switch (order.verb()) {
          case "work" -> weights.merge(device, number, Math::addExact);
          case "show" -> {
            Bytes brought = inputs.exhibits().get(Hash.sha256(shown(number)));
            weights.merge(device, Objects.requireNonNull(brought).size() * 1_000L, Math::addExact);
          }
          case "pay" -> payments.add(Payment.earned(judged.sender().owner(), number, "asked"));
          case "refund" -> payments.add(Payment.refund(judged.sender().owner(), number, "asked"));
          case "fine" -> penalties.add(new Penalty(device, number, "asked"));
          case "tell" -> {
            Bytes content = new CborWriter().integer(number).toBytes();
            notes.add(new Note(WATCH, new GroupKey(order.group() + ".next"), content));
          }
          case "wake" -> wake = Math.min(wake, context.window().epoch() + 1 + number);
          default -> weights.merge(device, 0L, Math::addExact);
        }
      }
      Tally after =
          new Tally(
              before.messages() + inputs.home().size(),
              before.copies() + inputs.witnesses().size(),
              told,
              before.runs() + 1);
      return new Outcome(
          after.encode(),
          wake,
          contributions(inputs, weights, context),
          payments,
          penalties,
          new CborWriter().integer(inputs.home().size()).toBytes(),
          notes);
    }

    private static List<Contribution> contributions(
        GroupInputs<Order> inputs, SortedMap<DeviceId, Long> weights, EpochContext context) {
      List<Contribution> contributions = new ArrayList<>();
      weights.forEach((device, weight) -> {
        List<Hash> evidence =
            inputs.home().stream()
                .filter(judged -> judged.sender().device().equals(device))
                .map(Judged::message)
                .toList();
        contributions.add(
            new Contribution(
                device,
                weight,
                List.of(new Factor("before", count(context.summary()))),
                weight == 0 ? List.of("idle") : List.of(),
                List.of(),
                evidence));
      });
      return contributions;
    }

    private static long count(Bytes summary) {
      return summary.size() == 0 ? 0 : new CborReader(summary).integer();
    }

    @Override
    public Bytes merge(Bytes first, Bytes second) {
      if (first.size() == 0 || second.size() == 0) {
        return first.size() == 0 ? second : first;
      }
      return new CborWriter().integer(count(first) + count(second)).toBytes();
    }
  }
}
