package polder.node.view;

import io.helidon.webserver.http.HttpService;
import java.util.List;
import polder.epoch.SealedEpoch;
import polder.node.gateway.Description;

/**
 * All that may be looked at. Fills its memory from the archive when it is opened and hears of each
 * epoch that is sealed from then on; so open it before epochs close.
 */
public final class View implements AutoCloseable {
  /** So many at once may read the archive again, which takes a core up to seconds each. */
  private static final int LONG_QUESTIONS = 2;

  private final Sources sources;
  private final History history;
  private final EpochBriefs briefs;
  private final Events events;
  private final Metrics metrics;
  private final List<HttpService> routes;

  private View(Sources sources, ViewLimits limits, List<Description> others) {
    this.sources = sources;
    this.history = new History(sources.archive(), limits);
    Turns turns = new Turns(LONG_QUESTIONS);
    this.briefs = new EpochBriefs(history, turns);
    Ownership ownership = new Ownership(sources);
    this.events = new Events(limits);
    NetworkRoutes networks = new NetworkRoutes(sources);
    this.metrics = new Metrics(sources, networks, events);
    Provisional provisional = new Provisional(sources, limits, System::nanoTime);
    this.routes =
        List.of(
            new PageRoutes(Site.load()),
            new DescriptionRoutes(others),
            new EpochRoutes(history, briefs, limits),
            new ArchiveRoutes(sources, history),
            new DeviceRoutes(sources, history, ownership, limits),
            new RewardRoutes(sources, history, provisional, limits),
            new ExplanationRoutes(sources, history, turns),
            new AccountRoutes(sources, ownership),
            new EconomyRoutes(sources, history, briefs, ownership),
            networks,
            new EventRoutes(events),
            new IdentityRoutes(sources.node()),
            new HealthRoutes(sources, history, limits),
            new MetricsRoutes(metrics));
  }

  /**
   * Opens the view of {@code sources}.
   *
   * @param others what rooms that this node need not have say of their routes
   */
  public static View open(Sources sources, ViewLimits limits, List<Description> others) {
    View view = new View(sources, limits, others);
    view.history.refill(sources.closing().standing().header());
    sources.closing().addListener(view::sealed);
    sources.gateway().addListener(new LiveReadings(sources.closing()::standing, view.events)::tell);
    return view;
  }

  private void sealed(SealedEpoch sealed) {
    EpochDigest digest = EpochDigest.of(sealed.header(), sealed.outcome());
    history.add(digest);
    briefs.sealed(digest);
    metrics.sealed(sealed.header(), sources.time().nowMillis());
    events.sealed(sealed, digest);
  }

  /** What a server routes to. */
  public List<HttpService> routes() {
    return routes;
  }

  /** Sends those away who listen to events. Close it before the server, which waits for them. */
  @Override
  public void close() {
    events.close();
  }
}
