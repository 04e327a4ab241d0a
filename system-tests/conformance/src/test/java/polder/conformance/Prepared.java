package polder.conformance;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import polder.adapters.sqlite.SqliteReadings;
import polder.app.DataDirectory;
import polder.app.ManifestFolder;
import polder.node.things.ThingsLimits;
import polder.node.things.ThingsRoutes;
import polder.ports.readings.EpochReadings;
import polder.ports.readings.EpochReadings.Assessed;
import polder.ports.readings.EpochReadings.Enrolment;
import polder.ports.readings.EpochReadings.Judged;
import polder.ports.readings.ReadingVerdict;
import polder.ports.readings.Visibility;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.geo.Place;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.message.Site;

/**
 * The service over a store that holds what the suite would create: two devices, each of which stood
 * at two places, four streams of three quantities, and twelve readings. Before it stands a door
 * that hands all reading on as it is, and answers the suite's creation with the names of what is
 * there.
 */
final class Prepared implements AutoCloseable {
  private static final String NETWORK = "demo";
  private static final Account OWNER = new Account(Bytes.wrap(new byte[20]));

  private final SqliteReadings store;
  private final WebServer service;
  private final AtomicInteger things = new AtomicInteger();
  private final AtomicInteger observations = new AtomicInteger();

  Prepared(Path folder) throws IOException {
    ManifestFolder manifests = new ManifestFolder(new DataDirectory(folder).manifests());
    manifests.createDeployment("conformance", "1h", 0);
    manifests.createNetwork(NETWORK, NETWORK);
    SortedMap<String, NetworkManifest> networks = manifests.load().networks();
    this.store = SqliteReadings.open(folder.resolve("readings"));
    fill(networks);
    ThingsRoutes routes =
        new ThingsRoutes(
            store.model(),
            () -> Visibility.of(networks, System.currentTimeMillis()),
            System::currentTimeMillis,
            ThingsLimits.USUAL);
    this.service =
        WebServer.builder()
            .address(InetAddress.getLoopbackAddress())
            .routing(routing -> routing.addFilter(this::pretend).register(routes))
            .build()
            .start();
  }

  String address() {
    return "http://127.0.0.1:" + service.port() + ThingsRoutes.ROOT;
  }

  private static DeviceId device(int number) {
    byte[] key = new byte[34];
    key[0] = (byte) 0xed;
    key[1] = 1;
    key[33] = (byte) number;
    return new DeviceId(Bytes.wrap(key));
  }

  private static Enrolment stands(int device, int place) {
    Site site = new Site(new Place(50_050_000 + place, -100_050_000), 100);
    return new EpochReadings.Enrolled(
        NETWORK, device(device), OWNER, Optional.of(site), Optional.empty());
  }

  private void fill(SortedMap<String, NetworkManifest> networks) throws IOException {
    add(networks, 0, List.of(stands(1, 1), stands(2, 2)), List.of());
    List<Assessed> readings = new ArrayList<>();
    readings.addAll(series(1, "luminous_flux", 1));
    readings.addAll(series(1, "temperature", 4));
    readings.addAll(series(2, "second_luminous_flux", 7));
    readings.addAll(series(2, "luminous_flux", 10));
    add(networks, 1, List.of(stands(1, 2), stands(2, 1)), readings);
  }

  private void add(
      SortedMap<String, NetworkManifest> networks,
      int epoch,
      List<Enrolment> enrolments,
      List<Assessed> readings)
      throws IOException {
    store.add(
        new EpochReadings(
            epoch,
            Hash.ZERO,
            epoch * 3_600_000L,
            (epoch + 1) * 3_600_000L,
            new TreeMap<>(networks),
            enrolments,
            readings,
            Optional.of(List.of())),
        Long.MIN_VALUE);
  }

  private static List<Assessed> series(int device, String quantity, int first) {
    List<Assessed> series = new ArrayList<>();
    for (int result = first; result < first + 3; result++) {
      long time = Instant.parse("2015-03-01T00:00:00Z").toEpochMilli() + (result - 1) * 86_400_000L;
      Judged judged =
          new Judged(
              NETWORK,
              device(device),
              Hash.sha256(new byte[] {(byte) result}),
              quantity,
              time,
              ReadingVerdict.ACCEPTED,
              List.of());
      series.add(new EpochReadings.Reading(judged, "lm", result * 1_000L));
    }
    return series;
  }

  /**
   * All reading goes on as it is; what would change something only gets the answer it hopes for.
   */
  private void pretend(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String path = request.path().path();
    switch (request.prologue().method().text()) {
      case "GET" -> chain.proceed();
      case "POST" -> {
        String made =
            path.endsWith("/Things")
                ? "/Things(" + things.incrementAndGet() + ")"
                : "/Observations(" + observations.incrementAndGet() + ")";
        response.status(Status.CREATED_201).header(HeaderNames.LOCATION, address() + made).send();
      }
      default -> response.status(Status.OK_200).send();
    }
  }

  @Override
  public void close() throws IOException {
    service.stop();
    store.close();
  }
}
