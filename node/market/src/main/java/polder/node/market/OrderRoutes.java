package polder.node.market;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import polder.epoch.EpochHeader;
import polder.networks.EpochWindow;
import polder.networks.GroupKey;
import polder.networks.compute.message.Seals;
import polder.node.gateway.Answers;
import polder.node.market.Asked.RefusedException;
import polder.ports.readings.Visibility;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /v1/networks/{network}/orders} and {@code …/orders/{order}}: what is ordered, for
 * people and for machines.
 */
final class OrderRoutes implements HttpService {
  private static final int USUAL_PAGE = 100;
  private static final int READERS = 2;

  private final MarketView.Parts parts;
  private final MarketView view;
  private final Chronicle chronicle;
  private final MarketLimits limits;
  private final Semaphore archiveReaders = new Semaphore(READERS);

  OrderRoutes(MarketView.Parts parts, MarketView view, Chronicle chronicle, MarketLimits limits) {
    this.parts = parts;
    this.view = view;
    this.chronicle = chronicle;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/networks/{network}/orders", Asked.handler(this::orders));
    rules.get("/v1/networks/{network}/orders/{order}", Asked.handler(this::order));
  }

  private void orders(ServerRequest request, ServerResponse response) {
    String network = MachineRoutes.market(request, parts);
    EpochWindow running = parts.running().get();
    OrderFilter filter = OrderFilter.of(request);
    Optional<GroupKey> after = Asked.parameter(request, "after", GroupKey::new);
    boolean cbor = Asked.wantsCbor(request);
    if (Asked.parameter(request, "over").isPresent()) {
      ended(request, response, new Ended(network, filter));
      return;
    }
    long most =
        Asked.number(
            request, "limit", cbor ? limits.pageItems() : USUAL_PAGE, 1, limits.pageItems());
    OrderBook book = view.book(network);
    List<Listed> all = new ArrayList<>(view.waiting(network, book));
    book.orders().values().forEach(entry -> all.add(new Listed.Sealed(entry)));
    List<Listed> found =
        all.stream()
            .filter(its -> after.isEmpty() || its.group().compareTo(after.get()) > 0)
            .filter(filter::takes)
            .sorted(Comparator.comparing(Listed::group))
            .limit(most + 1)
            .toList();
    if (cbor) {
      Asked.send(response, OrderPage.encode(running, found, most, limits.pageBytes()));
    } else {
      Answers.send(response, Status.OK_200, write(running, found, most));
    }
  }

  /** Orders that are over and asked for. */
  private record Ended(String network, OrderFilter filter) {}

  /** Those that are over, as far as they are remembered; the latest first. */
  private void ended(ServerRequest request, ServerResponse response, Ended wanted) {
    if (!Asked.parameter(request, "over").equals(Optional.of("true"))
        || Asked.parameter(request, "after").isPresent()
        || wanted.filter().phase().isPresent()) {
      throw RefusedException.badQuestion(
          "over is true or left out; what is over has no phase, and comes in one page, the latest"
              + " first: leave out phase and after");
    }
    long most = Asked.number(request, "limit", USUAL_PAGE, 1, limits.pageItems());
    ObjectNode node = about(parts.running().get());
    node.putArray("orders");
    ArrayNode ended = node.putArray("ended");
    OrderBook book = view.book(wanted.network());
    Set<GroupKey> going = new HashSet<>(book.orders().keySet());
    view.waiting(wanted.network(), book).forEach(its -> going.add(its.group()));
    chronicle.of(wanted.network()).stream()
        .filter(entry -> !going.contains(entry.getKey().group()))
        .filter(entry -> wanted.filter().takes(entry.getValue()))
        .limit(most)
        .forEach(entry -> end(ended.addObject(), entry.getKey(), entry.getValue()));
    Answers.send(response, Status.OK_200, node);
  }

  private void end(ObjectNode node, Deeds.Name name, Chronicle.Track track) {
    Deeds latest = track.latest();
    node.put("order", name.group().text())
        .put("endedEpoch", latest.epoch())
        .put("endedMillis", latest.endMillis());
    Optional<String> closed = closed(name.network(), latest.endMillis());
    closed.ifPresentOrElse(
        why -> node.put("closed", why),
        () -> latest.reason().ifPresent(reason -> node.put("reason", reason)));
    was(node, track);
  }

  private static void was(ObjectNode node, Chronicle.Track track) {
    track
        .was()
        .ifPresent(entry -> OrderJson.order(node.putObject("was"), new Listed.Sealed(entry)));
  }

  private static ObjectNode write(EpochWindow running, List<Listed> found, long most) {
    ObjectNode node = about(running);
    ArrayNode orders = node.putArray("orders");
    found.stream().limit(most).forEach(its -> OrderJson.order(orders.addObject(), its));
    if (found.size() > most) {
      node.put("next", "after=" + found.get((int) most - 1).group());
    }
    return node;
  }

  private static ObjectNode about(EpochWindow running) {
    return Answers.object()
        .put("epoch", running.epoch())
        .put("startMillis", running.startMillis())
        .put("endMillis", running.endMillis());
  }

  private void order(ServerRequest request, ServerResponse response) throws IOException {
    String network = MachineRoutes.market(request, parts);
    String text = request.path().pathParameters().get("order");
    GroupKey group = group(text);
    Deeds.Name name = new Deeds.Name(network, group);
    Optional<Listed> listed = view.find(network, group);
    Optional<Chronicle.Track> track = chronicle.of(name);
    Optional<Long> epoch =
        Asked.parameter(request, "epoch")
            .map(its -> Asked.number(request, "epoch", 0, 0, Long.MAX_VALUE));
    Optional<Deeds> asked = epoch.isEmpty() ? Optional.empty() : archived(name, epoch.get());
    if (listed.isEmpty() && track.isEmpty() && asked.isEmpty()) {
      throw RefusedException.notFound(
          "no_such_order",
          "there is no order "
              + text
              + " that this node remembers; one that ended long ago is found by the epoch in which"
              + " that was: epoch=");
    }
    ObjectNode node = about(parts.running().get()).put("over", listed.isEmpty());
    if (listed.isPresent()) {
      OrderJson.order(node.putObject("order"), listed.get());
    }
    track.flatMap(Chronicle.Track::cleared).ifPresent(its -> put(node, "cleared", name, its));
    track.map(Chronicle.Track::latest).ifPresent(its -> put(node, "latest", name, its));
    asked.ifPresent(its -> put(node, "asked", name, its));
    track.ifPresent(its -> {
      if (listed.isEmpty()) {
        was(node, its);
      }
      if (closed(network, its.latest().endMillis()).isEmpty()) {
        OrderJson.sums(node.putObject("total"), its.sums());
      }
    });
    Answers.send(response, Status.OK_200, node);
  }

  private static GroupKey group(String text) {
    try {
      GroupKey group = new GroupKey(text);
      if (Seals.isOrder(group)) {
        return group;
      }
    } catch (IllegalArgumentException e) {
      // Said below, in the same words.
    }
    throw RefusedException.badQuestion(
        "an order is named order- and 32 hexadecimal digits, not " + text);
  }

  private void put(ObjectNode node, String key, Deeds.Name name, Deeds deeds) {
    ObjectNode said = node.putObject(key);
    Optional<String> closed = closed(name.network(), deeds.endMillis());
    if (closed.isPresent()) {
      said.put("epoch", deeds.epoch()).put("closed", closed.get());
    } else {
      OrderJson.deeds(said, deeds);
    }
  }

  /** Why what an outcome says may not be shown now, if so. */
  private Optional<String> closed(String network, long endMillis) {
    Visibility visibility =
        Visibility.of(parts.standing().manifests().networks(), parts.time().nowMillis());
    Long until = visibility.untilMillis().get(network);
    if (until == null) {
      return Optional.of(
          "the network " + network + " shows its data to validators and auditors only");
    }
    return endMillis <= until
        ? Optional.empty()
        : Optional.of("this is published in " + (endMillis - until + 999) / 1_000 + " s");
  }

  /** Reading an outcome again takes long: only so many do it at once. */
  private Optional<Deeds> archived(Deeds.Name name, long epoch) throws IOException {
    Optional<EpochHeader> newest = parts.standing().header();
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    if (!archiveReaders.tryAcquire()) {
      throw new RefusedException(
          Status.SERVICE_UNAVAILABLE_503,
          "busy",
          "others are asking for what takes long; ask again in a few seconds");
    }
    try {
      return chronicle.archived(name, epoch, newest.get());
    } finally {
      archiveReaders.release();
    }
  }
}
