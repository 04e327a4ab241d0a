package polder.app;

import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import polder.adapters.sqlite.SqliteReadings;
import polder.epoch.RuleBook;
import polder.node.archive.EpochArchive;
import polder.node.archive.Pruner;
import polder.node.closing.Closing;
import polder.node.readings.Projection;
import polder.node.readings.Projector;
import polder.node.things.Downloads;
import polder.node.things.EarningsRoutes;
import polder.node.things.ExportRoutes;
import polder.node.things.ThingsLimits;
import polder.node.things.ThingsRoutes;
import polder.ports.Archive;
import polder.ports.Time;
import polder.ports.readings.ReadingStore;
import polder.ports.readings.Visibility;

/** The part of a node that shows readings: their store, who fills it, and its doors. */
final class ReadingsWing implements AutoCloseable {

  private final ReadingStore store;
  private final Projector projector;
  private final Projection projection;
  private final List<HttpService> routes;

  private ReadingsWing(
      ReadingStore store, Projection projection, Projector projector, List<HttpService> routes) {
    this.projection = projection;
    this.store = store;
    this.projector = projector;
    this.routes = routes;
  }

  /**
   * Opens the store of {@code data} and brings it up to the archive from now on.
   *
   * @param keepMillis how long after the end of their epoch readings are kept
   */
  static ReadingsWing open(
      DataDirectory data,
      Archive.Reader archive,
      RuleBook rules,
      Closing closing,
      Time time,
      long keepMillis)
      throws IOException {
    SqliteReadings store = SqliteReadings.open(data.readings());
    Projection projection = new Projection(new EpochArchive(archive), rules, store, keepMillis);
    Projector projector = new Projector(projection);
    closing.addListener(sealed -> projector.sealed());
    projector.start();
    Supplier<Visibility> visibility =
        () -> Visibility.of(closing.standing().manifests().networks(), time.nowMillis());
    Downloads downloads = new Downloads(store.model(), ThingsLimits.USUAL);
    return new ReadingsWing(
        store,
        projection,
        projector,
        List.of(
            new ThingsRoutes(store.model(), visibility, time::nowMillis, ThingsLimits.USUAL),
            new ExportRoutes(downloads, visibility, ReadingFormats.ALL),
            new EarningsRoutes(downloads)));
  }

  /** Who reads the archive here, and what it has not read. */
  Pruner.Reader unread() {
    return projection;
  }

  /** What a server routes to. */
  List<HttpService> routes() {
    return routes;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    projector.close();
    store.close();
  }
}
