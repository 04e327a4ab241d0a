package polder.node.view;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import polder.epoch.DeviceEntry;
import polder.epoch.Standing;
import polder.networks.SenderRecord;
import polder.node.gateway.Answers;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.NetworkManifest.DataPolicy;
import polder.protocol.message.Site;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code GET /v1/devices} and {@code /v1/devices/{did}}: who is enrolled where. */
final class DeviceRoutes implements HttpService {
  private static final int USUAL_PAGE = 100;

  private final Sources sources;
  private final History history;
  private final Ownership ownership;
  private final ViewLimits limits;

  DeviceRoutes(Sources sources, History history, Ownership ownership, ViewLimits limits) {
    this.sources = sources;
    this.history = history;
    this.ownership = ownership;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/v1/devices", Question.handler(this::list));
    rules.get("/v1/devices/{did}", Question.handler(this::device));
  }

  /** Takes devices onto a page. */
  private interface Taker {
    /** The next one; false says that no more are wanted. */
    boolean take(NetworkManifest network, DeviceId device);
  }

  /** A device in a network, as of the latest epoch; without an entry if it is newer than that. */
  private record Listed(NetworkManifest network, SenderRecord sender, Optional<DeviceEntry> entry) {
    String cursor() {
      return network.name() + "/" + sender.device().did();
    }
  }

  private Question.Answer list(ServerRequest request) {
    Standing standing = sources.closing().standing();
    int limit = (int) Question.number(request, "limit", USUAL_PAGE, 1, limits.pageItems());
    Optional<String> only = Question.parameter(request, "network");
    Optional<Cursor> after = Question.parameter(request, "after").map(Cursor::parse);
    if (only.isPresent() && standing.manifests().network(only.get()).isEmpty()) {
      return noSuchNetwork(only.get());
    }
    Optional<Account> owner = Question.parameter(request, "owner").map(Question::owner);
    List<Listed> page = new ArrayList<>();
    // One more than asked for says whether there is another page.
    Taker taken =
        (network, device) -> {
          if (page.size() <= limit
              && (after.isEmpty() || after.get().isBefore(network.name(), device))) {
            standing
                .device(network.name(), device)
                .filter(entry -> owner.isEmpty() || owner.get().equals(entry.sender().owner()))
                .ifPresent(
                    entry -> page.add(new Listed(network, entry.sender(), Optional.of(entry))));
          }
          return page.size() <= limit;
        };
    if (owner.isPresent()) {
      owned(new Owned(owner.get(), only, after), taken);
    } else {
      all(standing, only, taken);
    }
    ObjectNode node = Answers.object();
    ArrayNode devices = node.putArray("devices");
    page.stream().limit(limit).forEach(listed -> write(devices.addObject(), listed));
    if (page.size() > limit) {
      node.put("next", page.get(limit - 1).cursor());
    }
    return new Question.Answer.Found(node);
  }

  private static void all(Standing standing, Optional<String> only, Taker taken) {
    for (NetworkManifest network : standing.manifests().networks().values()) {
      if (only.isEmpty() || only.get().equals(network.name())) {
        standing.forEachDevice(network.name(), (device, entry) -> taken.take(network, device));
      }
    }
  }

  /** Whose devices are asked for, of which network alone and after which. */
  private record Owned(Account owner, Optional<String> only, Optional<Cursor> after) {
    boolean isBefore(String network, DeviceId device) {
      return after.isPresent() && !after.get().isBefore(network, device);
    }
  }

  private void owned(Owned asked, Taker taken) {
    ownership
        .now()
        .ifPresent(now ->
            now.owners()
                .forEach(
                    asked.owner(),
                    asked::isBefore,
                    (network, device) -> {
                      Optional<NetworkManifest> manifest =
                          now.standing().manifests().network(network);
                      boolean wanted =
                          manifest.isPresent()
                              && (asked.only().isEmpty() || asked.only().get().equals(network));
                      return !wanted || taken.take(manifest.get(), device);
                    }));
  }

  /** Where a page ends. */
  private record Cursor(String network, DeviceId device) {
    static Cursor parse(String text) {
      int cut = text.indexOf('/');
      if (cut < 0) {
        throw new Question.BadQuestion("after must be what an earlier answer gave as next");
      }
      return new Cursor(text.substring(0, cut), Question.device(text.substring(cut + 1)));
    }

    boolean isBefore(String otherNetwork, DeviceId other) {
      int order = network.compareTo(otherNetwork);
      return order < 0 || (order == 0 && device.compareTo(other) < 0);
    }
  }

  static Question.Answer noSuchNetwork(String name) {
    return Question.notFound("unknown_network", "there is no network " + name);
  }

  private Question.Answer device(ServerRequest request) {
    DeviceId device = sources.named(Question.device(request));
    Optional<String> only = Question.parameter(request, "network");
    Standing standing = sources.closing().standing();
    List<Listed> found = new ArrayList<>();
    for (NetworkManifest network : standing.manifests().networks().values()) {
      if (only.isEmpty() || only.get().equals(network.name())) {
        find(standing, network, device).ifPresent(found::add);
      }
    }
    if (found.isEmpty()) {
      return Question.notFound("not_enrolled", "no device of this name is enrolled");
    }
    ObjectNode node = Answers.object().put("device", found.getFirst().sender().device().did());
    node.put("simulated", found.stream().allMatch(listed -> listed.network().simulated()));
    ArrayNode networks = node.putArray("networks");
    found.forEach(listed -> write(networks.addObject(), listed));
    return new Question.Answer.Found(node);
  }

  private Optional<Listed> find(Standing standing, NetworkManifest network, DeviceId device) {
    Optional<DeviceEntry> entry = standing.device(network.name(), device);
    return sources
        .gateway()
        .pendingDevice(network.name(), device)
        .or(() -> entry.map(DeviceEntry::sender))
        .map(sender -> new Listed(network, sender, entry));
  }

  private void write(ObjectNode node, Listed listed) {
    SenderRecord sender = listed.sender();
    node.put("device", sender.device().did())
        .put("network", listed.network().name())
        .put("simulated", listed.network().simulated())
        .put("owner", sender.owner().toString())
        .put("enrolledEpoch", sender.enrolledEpoch());
    sender.via().ifPresent(via -> node.put("via", via));
    sender.site().ifPresent(site -> place(node, site, listed.network().data()));
    // Until its epoch is sealed an enrolment is only acknowledged.
    node.put("sealed", listed.entry().isPresent());
    listed
        .entry()
        .ifPresent(entry -> {
          node.put("probationEndMillis", entry.probationEndMillis());
          node.put("sequence", entry.sequence());
          node.put("key", entry.use().key(sender.device()).did());
          node.put("status", entry.use().status().code());
          if (!entry.use().isActive() || entry.use().sinceEpoch() > 0) {
            node.put("statusSinceEpoch", entry.use().sinceEpoch());
          }
          Json.amount(
              node, "held", entry.held().values().stream().mapToLong(Long::longValue).sum());
        });
    history
        .latest()
        .ifPresent(digest -> {
          for (RewardLine line : digest.of(sender.device())) {
            if (line.network().equals(listed.network().name())) {
              node.put("lastWeightPpm", line.weightPpm());
            }
          }
        });
  }

  private static void place(ObjectNode node, Site site, DataPolicy policy) {
    Shown.of(site.place(), policy)
        .ifPresent(shown ->
            Json.place(node.putObject("place"), shown)
                .put("heightMeters", Math.floorDiv(site.heightDecimeters(), 10)));
  }
}
