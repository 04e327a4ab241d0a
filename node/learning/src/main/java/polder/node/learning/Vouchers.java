package polder.node.learning;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Supplier;
import polder.epoch.Standing;
import polder.networks.GroupKey;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.SaidCodec;
import polder.networks.learning.message.Seals;
import polder.networks.learning.sale.Tab;
import polder.node.gateway.Gateway;
import polder.node.gateway.Unsealed;
import polder.ports.JournalReader;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;

/**
 * What customers signed for: heard as it is accepted, read again after a restart, or found as the
 * last of a tab in the state. It may be answered as often as it is asked for: it is paid once.
 */
public final class Vouchers {
  /** Tabs whose vouchers are remembered, the latest ones. */
  private static final int MOST_TABS = 10_000;

  private static final int MOST_OF_A_TAB = 64;

  private final Supplier<Standing> standing;
  private final Names names;
  private final LinkedHashMap<Place, Heard> heard = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * What a customer signed for.
   *
   * @param inputs SHA-256 of what is to be predicted from
   * @param count how many predictions
   * @param total how many that makes in all of its tab
   */
  public record Voucher(Hash inputs, long count, long total) {}

  /** Who signs. */
  interface Names {
    /** The name of the device in {@code network} that signs with {@code key}. */
    DeviceId named(String network, DeviceId key);
  }

  private record Place(String network, GroupKey tab) {}

  /** The latest vouchers of a tab. */
  private static final class Heard {
    final Deque<Voucher> vouchers = new ArrayDeque<>();
    long total;
  }

  /** Those that are sealed, and no others. */
  Vouchers(Supplier<Standing> standing, Names names) {
    this.standing = standing;
    this.names = names;
  }

  /**
   * Begins to listen.
   *
   * @throws IOException if the journal cannot be read
   */
  public static Vouchers open(Supplier<Standing> standing, Gateway gateway, JournalReader journal)
      throws IOException {
    Vouchers vouchers = new Vouchers(standing, gateway::named);
    gateway.addListener((message, epoch) -> vouchers.accepted(message));
    Unsealed.read(
        journal,
        standing.get().header(),
        (entry, epoch) -> {
          if (Message.decode(entry.wire()) instanceof DeviceMessage message) {
            vouchers.accepted(message);
          }
        });
    return vouchers;
  }

  private void accepted(DeviceMessage message) {
    Standing now = standing.get();
    boolean isLearning =
        message.contentType() == SaidCodec.CBOR
            && LearningNetworks.find(now, message.network()).isPresent();
    if (!isLearning) {
      return;
    }
    try {
      if (SaidCodec.decode(message.payload()) instanceof Said.Asked asked) {
        GroupKey tab =
            Seals.tab(
                names.named(message.network(), message.device()), asked.task(), asked.number());
        add(new Place(message.network(), tab), asked, sealed(now, message.network(), tab));
      }
    } catch (CodecException e) {
      // The network's rules will say so.
    }
  }

  private synchronized void add(Place place, Said.Asked asked, Optional<Tab> sealed) {
    Heard its = heard.computeIfAbsent(place, key -> new Heard());
    long before = Math.max(its.total, sealed.map(tab -> tab.signed().total()).orElse(0L));
    if (asked.total() <= before) {
      return;
    }
    its.total = asked.total();
    its.vouchers.addLast(new Voucher(asked.inputs(), asked.total() - before, asked.total()));
    if (its.vouchers.size() > MOST_OF_A_TAB) {
      its.vouchers.removeFirst();
    }
    if (heard.size() > MOST_TABS) {
      heard.pollFirstEntry();
    }
  }

  /** What was signed for these inputs, if that is still known. */
  Optional<Voucher> find(String network, GroupKey tab, Hash inputs) {
    return heard(network, tab, inputs)
        .or(() ->
            sealed(standing.get(), network, tab)
                .filter(its -> its.signed().lastInputs().equals(inputs))
                .map(its -> new Voucher(inputs, its.signed().lastCount(), its.signed().total())));
  }

  private synchronized Optional<Voucher> heard(String network, GroupKey tab, Hash inputs) {
    return Optional.ofNullable(heard.get(new Place(network, tab))).stream()
        .flatMap(its -> its.vouchers.stream())
        .filter(its -> its.inputs().equals(inputs))
        .reduce((first, second) -> second);
  }

  /** How many predictions of a tab were signed for in all. */
  synchronized long total(String network, GroupKey tab) {
    long sealed =
        sealed(standing.get(), network, tab).map(known -> known.signed().total()).orElse(0L);
    Heard its = heard.get(new Place(network, tab));
    return its == null ? sealed : Math.max(sealed, its.total);
  }

  /** A tab as after the latest seal. */
  static Optional<Tab> sealed(Standing standing, String network, GroupKey tab) {
    return Optional.of(standing.group(network, tab)).filter(its -> its.size() > 0).map(Tab::decode);
  }
}
