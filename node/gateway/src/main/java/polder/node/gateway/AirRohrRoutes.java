package polder.node.gateway;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.Value;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;

/**
 * {@code POST /v1/airrohr}: stock airRohr firmware by its "send to own API". The device's secret is
 * the password of its basic authentication (whatever the user), or the last part of the path. The
 * node signs for the device, and the message says so.
 */
public final class AirRohrRoutes implements HttpService {
  private static final String VIA = "airrohr";
  private static final long MOST_BYTES = 16_384;
  private static final int MOST_SECRET = 100;

  private final Gateway gateway;
  private final Surroundings surroundings;
  private final ViaDevices devices;
  private final HttpLimits limits;
  // Of each device the sequence that was used last; as many as there are files.
  private final Map<DeviceId, Long> sequences = new TreeMap<>();

  /** For {@code devices}, into {@code gateway}. */
  public AirRohrRoutes(
      Gateway gateway, Surroundings surroundings, ViaDevices devices, HttpLimits limits) {
    this.gateway = gateway;
    this.surroundings = surroundings;
    this.devices = devices;
    this.limits = limits;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post("/v1/airrohr", (request, response) -> post(request, response, password(request)));
    rules.post(
        "/v1/airrohr/{secret}",
        (request, response) ->
            post(request, response, Optional.of(request.path().pathParameters().get("secret"))));
  }

  private static Optional<String> password(ServerRequest request) {
    String header = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    if (!header.toLowerCase(Locale.ROOT).startsWith("basic ")) {
      return Optional.empty();
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(header.substring(6).strip());
      String pair = new String(decoded, StandardCharsets.UTF_8);
      int cut = pair.indexOf(':');
      return cut < 0 ? Optional.empty() : Optional.of(pair.substring(cut + 1));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void post(ServerRequest request, ServerResponse response, Optional<String> secret) {
    Optional<ViaDevice> device =
        secret
            .filter(shown -> shown.length() <= MOST_SECRET)
            .flatMap(shown -> devices.find(VIA, shown));
    if (device.isEmpty()) {
      response.header(HeaderNames.WWW_AUTHENTICATE, "Basic realm=\"polder\"");
      response.header(HeaderNames.CONNECTION, "close");
      Answers.refuse(
          response,
          Status.UNAUTHORIZED_401,
          secret.isEmpty() ? "no_secret" : "wrong_secret",
          "give the secret of the device as password, or at the end of the path");
      return;
    }
    Optional<Bytes> body =
        Body.read(request, response, Set.of("application/json"), MOST_BYTES, limits);
    if (body.isPresent()) {
      take(response, device.get(), body.get());
    }
  }

  private void take(ServerResponse response, ViaDevice device, Bytes body) {
    Set<String> wanted = wanted(device.network());
    long nowMillis = surroundings.time().nowMillis();
    List<SenmlRecord> records;
    try {
      records = AirRohrReport.read(body, wanted, nowMillis);
    } catch (IllegalArgumentException e) {
      Answers.refuse(response, Status.BAD_REQUEST_400, "malformed", String.valueOf(e.getMessage()));
      return;
    }
    if (records.isEmpty()) {
      Answers.refuse(
          response,
          Status.UNPROCESSABLE_CONTENT_422,
          "no_quantity",
          "nothing measured that the network " + device.network() + " takes from an airRohr");
      return;
    }
    DeviceMessage message =
        new DeviceMessage.Draft(
                device.network(),
                nextSequence(device, nowMillis),
                Optional.of(VIA),
                DeviceMessage.SENML_CBOR,
                SenmlPack.encode(records))
            .sign(device.key());
    Reply reply = gateway.accept(message.wire().unsafeArray());
    MessageRoutes.send(response, List.of(reply), Status.CREATED_201);
  }

  /** The clock, unless it stands or was set back: a sequence must grow. */
  private long nextSequence(ViaDevice device, long nowMillis) {
    DeviceId id = device.key().id();
    long known = gateway.lastSequence(device.network(), id);
    synchronized (sequences) {
      long last = Math.max(known, sequences.getOrDefault(id, 0L));
      long next = Math.max(nowMillis, last + 1);
      sequences.put(id, next);
      return next;
    }
  }

  /** The network's quantities whose unit is the one that an airRohr's value has. */
  private Set<String> wanted(String network) {
    Optional<NetworkManifest> manifest = surroundings.standing().get().manifests().network(network);
    Set<String> wanted = new TreeSet<>();
    if (manifest.isPresent()
        && manifest.get().parameters().entries().get("quantities")
            instanceof Value.Table quantities) {
      AirRohrReport.units()
          .forEach((name, unit) -> {
            if (quantities.entries().get(name) instanceof Value.Table quantity
                && new Value.Text(unit).equals(quantity.entries().get("unit"))) {
              wanted.add(name);
            }
          });
    }
    return wanted;
  }
}
