package polder.agent.compute;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import polder.agent.work.TileList;
import polder.agent.work.Workshop;
import polder.networks.GroupKey;
import polder.networks.compute.job.Job;
import polder.networks.compute.job.Work;
import polder.ports.work.ContainerStatus;
import polder.ports.work.Deployment;
import polder.ports.work.Endpoint;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CodecException;

/** What a renter may see and do of its lease. Safe for several threads. */
final class LeaseDesk {
  private static final int MOST_WORDS = 1_000;

  private final Leases leases;
  private final Workshop workshop;
  // A copy of what the ledger has: that one is for one thread.
  private final SortedMap<GroupKey, Deal> deals = new ConcurrentSkipListMap<>();

  /** Something that goes on for a while. */
  interface Talk {
    /** Says it all. */
    void to(OutputStream out) throws IOException, InterruptedException;
  }

  LeaseDesk(Leases leases, Workshop workshop) {
    this.leases = leases;
    this.workshop = workshop;
  }

  /** Shows these from now on. */
  void show(Map<GroupKey, Deal> now) {
    deals.keySet().retainAll(now.keySet());
    deals.putAll(now);
  }

  /** A lease of this machine. */
  Optional<Deal> find(GroupKey order) {
    return Optional.ofNullable(deals.get(order))
        .filter(deal -> deal.won().isPresent() || deal.isDrawn());
  }

  /** What everybody may know of it. */
  Map<String, Object> lease(Deal deal) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("order", deal.order().text());
    document.put("proof", deal.asked().proof().code());
    document.put("seconds", deal.seconds());
    Optional<Deployment> running = leases.find(deal.order());
    document.put("running", running.isPresent());
    document.put(
        "endpoints",
        running
            .map(its -> its.endpoints().stream().map(LeaseDesk::endpoint).toList())
            .orElse(List.of()));
    document.put(
        "services",
        running
            .map(its -> its.containers().stream().map(LeaseDesk::status).toList())
            .orElse(List.of()));
    return document;
  }

  /**
   * Where a service's port is reached on this machine.
   *
   * @param port as others connect to it
   */
  int hostPort(Deal deal, String service, String port) throws DoorException {
    return leases.find(deal.order()).orElseThrow(LeaseDesk::notRunning).endpoints().stream()
        .filter(its -> its.service().equals(service))
        .filter(its -> Integer.toString(its.exposed().as()).equals(port))
        .filter(its -> its.exposed().protocol().equals("tcp"))
        .findFirst()
        .map(Endpoint::hostPort)
        .orElseThrow(() ->
            new DoorException(
                404, "no_such_port", "no service of this order is reached so; see its endpoints"));
  }

  private static Map<String, Object> endpoint(Endpoint endpoint) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("service", endpoint.service());
    document.put("port", endpoint.exposed().as());
    document.put("protocol", endpoint.exposed().protocol());
    document.put("hostPort", endpoint.hostPort());
    return document;
  }

  private static Map<String, Object> status(ContainerStatus status) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("service", status.service());
    document.put("number", status.number());
    document.put("restarts", status.restarts());
    String state = status.state().getClass().getSimpleName().toLowerCase(Locale.ROOT);
    document.put("state", state);
    switch (status.state()) {
      case ContainerStatus.State.Exited exited -> {
        document.put("code", exited.code());
        document.put("cause", exited.cause().code());
      }
      case ContainerStatus.State.Failed failed -> document.put("why", failed.why());
      default -> {}
    }
    return document;
  }

  /** What a service said; of a program what it wrote to its standard error. */
  Talk logs(Deal deal, String service, boolean follow) throws DoorException {
    Path file = workshop.log(deal.order());
    Optional<Deployment> running = leases.find(deal.order());
    if (running.isPresent()) {
      return out -> running.get().logs(service, follow, out);
    }
    if (Files.exists(file)) {
      return out -> Files.copy(file, out);
    }
    throw notRunning();
  }

  private static DoorException notRunning() {
    return new DoorException(409, "not_running", "nothing of this order runs here now");
  }

  /** The tiles of a rendering that are there already. */
  TileList tiles(Deal deal) {
    return new TileList(List.copyOf(workshop.tilesOf(deal.order()).values()));
  }

  /** One of them, a PNG. */
  Talk tile(Deal deal, String index) throws DoorException {
    TileList.Entry tile =
        index.matches("[0-9]{1,4}")
            ? workshop.tilesOf(deal.order()).get(Integer.parseInt(index))
            : null;
    if (tile == null) {
      throw new DoorException(404, "no_such_tile", "there is no tile " + index + " yet");
    }
    Path file = workshop.file(deal.order(), tile);
    return out -> Files.copy(file, out);
  }

  /** Runs a command: CBOR of an array of its words, and its standard input. */
  Talk exec(Deal deal, String service, Bytes body) throws DoorException {
    Deployment running = leases.find(deal.order()).orElseThrow(LeaseDesk::notRunning);
    List<String> command = new ArrayList<>();
    Bytes input;
    try {
      CborReader reader = new CborReader(body);
      reader.beginArray();
      int words = reader.beginArray();
      if (words < 1 || words > MOST_WORDS) {
        throw new CodecException("a command has 1 to " + MOST_WORDS + " words", reader.offset());
      }
      for (int i = 0; i < words; i++) {
        command.add(reader.text());
      }
      input = reader.bytes();
      reader.end();
    } catch (CodecException | IllegalArgumentException e) {
      throw new DoorException(400, "malformed", String.valueOf(e.getMessage()));
    }
    return out -> {
      try {
        int code =
            running.exec(
                service,
                command,
                new Deployment.Streams(
                    new ByteArrayInputStream(input.unsafeArray()),
                    Frames.channel(out, false),
                    Frames.channel(out, true)));
        Frames.code(out, code);
      } catch (IOException e) {
        Frames.failed(out, String.valueOf(e.getMessage()));
      }
    };
  }

  /** Runs another job in its place, which may need no more than was ordered. */
  Map<String, Object> update(Deal deal, Bytes body) throws DoorException, InterruptedException {
    Deployment running = leases.find(deal.order()).orElseThrow(LeaseDesk::notRunning);
    Job job;
    try {
      job = Job.decode(body);
    } catch (CodecException | IllegalArgumentException e) {
      throw new DoorException(400, "malformed", String.valueOf(e.getMessage()));
    }
    if (!job.need().equals(deal.asked().need())) {
      throw new DoorException(
          409,
          "other_need",
          "an update may change images, commands and variables, not what the order needs: order"
              + " anew");
    }
    if (!(job.work() instanceof Work.Containers containers)) {
      throw new DoorException(409, "other_work", "an update runs containers, as the order does");
    }
    try {
      running.update(containers, List.of(), line -> {});
    } catch (IOException e) {
      throw new DoorException(409, "not_updated", String.valueOf(e.getMessage()));
    }
    return lease(deal);
  }
}
