package polder.node.market;

import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import polder.epoch.SealedEpoch;
import polder.epoch.Standing;
import polder.networks.EpochWindow;
import polder.networks.GroupKey;
import polder.networks.SenderRecord;
import polder.networks.compute.ComputeKind;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.networks.compute.message.Seals;
import polder.node.archive.EpochArchive;
import polder.node.closing.Closing;
import polder.node.gateway.Gateway;
import polder.node.gateway.Unsealed;
import polder.ports.Archive;
import polder.ports.JournalReader;
import polder.ports.Time;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Message;

/**
 * All that may be seen of a deployment's markets. Reads again what was accepted and not sealed when
 * it is opened, and hears of each order and each epoch from then on; so open it before epochs
 * close.
 */
public final class MarketView {
  private final Parts parts;
  private final PendingOrders pending;
  private final Chronicle chronicle;
  private final Map<String, OrderBook> books = new ConcurrentHashMap<>();
  // As of the latest seal this view heard of; what is asked for may be of one after it already.
  private final Map<String, OrderBook> lastBooks = new HashMap<>();
  private final List<HttpService> routes;

  /**
   * What there is to look at.
   *
   * @param running the window of the epoch that the clock waits for
   */
  public record Parts(
      Closing closing,
      Supplier<EpochWindow> running,
      Gateway gateway,
      JournalReader journal,
      Archive.Reader archive,
      Time time) {
    Standing standing() {
      return closing.standing();
    }
  }

  private MarketView(Parts parts, MarketLimits limits) {
    this.parts = parts;
    this.pending = new PendingOrders(limits.pendingOrders());
    this.chronicle = new Chronicle(new EpochArchive(parts.archive()), limits);
    this.routes =
        List.of(new OrderRoutes(parts, this, chronicle, limits), new MachineRoutes(parts, limits));
  }

  /**
   * Opens the view.
   *
   * @throws IOException if the journal cannot be read
   */
  public static MarketView open(Parts parts, MarketLimits limits) throws IOException {
    MarketView view = new MarketView(parts, limits);
    view.chronicle.refill(parts.standing().header());
    view.tellEnded();
    parts.closing().addListener(view::sealed);
    parts.gateway().addListener(view::accepted);
    view.remember();
    return view;
  }

  /** Orders that a node which was stopped had accepted and not sealed. */
  private void remember() throws IOException {
    Unsealed.read(
        parts.journal(),
        parts.standing().header(),
        (entry, epoch) -> {
          if (Message.decode(entry.wire()) instanceof DeviceMessage message) {
            accepted(message, epoch);
          }
        });
  }

  private void accepted(DeviceMessage message, long epoch) {
    if (message.contentType() != SaidCodec.CBOR || !isMarket(message.network())) {
      return;
    }
    Said said;
    try {
      said = SaidCodec.decode(message.payload());
    } catch (CodecException e) {
      return; // The market's rules will say so.
    }
    if (said instanceof Said.Order order) {
      String network = message.network();
      DeviceId client = parts.gateway().named(network, message.device());
      sender(network, client)
          .ifPresent(sender ->
              pending.add(
                  network,
                  new PendingOrders.Pending(
                      Seals.order(client, order.number()),
                      client,
                      sender.owner(),
                      order,
                      message.id(),
                      epoch)));
    }
  }

  private Optional<SenderRecord> sender(String network, DeviceId device) {
    return parts
        .gateway()
        .pendingDevice(network, device)
        .or(() -> parts.standing().device(network, device).map(entry -> entry.sender()));
  }

  private boolean isMarket(String network) {
    return isMarket(parts.standing().manifests().network(network));
  }

  static boolean isMarket(Optional<NetworkManifest> network) {
    return network.filter(its -> its.kind().equals(ComputeKind.NAME)).isPresent();
  }

  private void sealed(SealedEpoch sealed) {
    Standing standing = parts.standing();
    Predicate<String> markets = name -> isMarket(standing.manifests().network(name));
    chronicle.add(sealed.header(), sealed.outcome(markets));
    pending.sealed(sealed, (network, group) -> standing.group(network, group).size() > 0);
    tellEnded();
  }

  /** What stood before and stands no more is over: how it stood last is in no state any more. */
  private void tellEnded() {
    for (String network : parts.standing().manifests().networks().keySet()) {
      if (isMarket(network)) {
        OrderBook now = book(network);
        OrderBook before = lastBooks.getOrDefault(network, now);
        lastBooks.put(network, now);
        before
            .orders()
            .forEach((group, entry) -> {
              if (!now.orders().containsKey(group)) {
                chronicle.ended(new Deeds.Name(network, group), entry);
              }
            });
      }
    }
  }

  /** The orders that stand in a market now, each read once an epoch. */
  OrderBook book(String network) {
    Standing standing = parts.standing();
    OrderBook known = books.get(network);
    if (known == null || !known.after().equals(standing.header())) {
      known = OrderBook.of(standing, network);
      books.put(network, known);
    }
    return known;
  }

  /**
   * The orders of the running epoch that are not sealed yet, without those that {@code book} has.
   */
  List<Listed.Waiting> waiting(String network, OrderBook book) {
    Standing standing = parts.standing();
    return pending.of(network).stream()
        .filter(order -> !book.orders().containsKey(order.group()))
        .map(order -> new Listed.Waiting(order, standing.purseNano(network, order.group())))
        .toList();
  }

  /** One of them, or one that stands. */
  Optional<Listed> find(String network, GroupKey group) {
    OrderBook book = book(network);
    return Optional.<Listed>ofNullable(
            Optional.ofNullable(book.orders().get(group)).map(Listed.Sealed::new).orElse(null))
        .or(() ->
            waiting(network, book).stream().filter(its -> its.group().equals(group)).findFirst());
  }

  /** What a server routes to. */
  public List<HttpService> routes() {
    return routes;
  }
}
