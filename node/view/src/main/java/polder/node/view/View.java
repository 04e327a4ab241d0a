package polder.node.view;

import io.helidon.webserver.http.HttpService;
import java.time.Duration;
import java.util.List;
import polder.epoch.SealedEpoch;
import polder.node.gateway.Description;
import polder.protocol.identity.DeviceId;

/**
 * All that may be looked at. Fills its memory from the archive when it is opened and hears of each
 * epoch that is sealed from then on; so open it before epochs close.
 */
public final class View implements AutoCloseable {
  /** So many at once may read the archive again, which takes a core up to seconds each. */
  private static final int LONG_QUESTIONS = 2;

  /** So many at once may ask what holds at a place, which takes less; the next ones wait a bit. */
  private static final int PLACES = 4;

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Sources sources;
  private final History history;
  private final EpochBriefs briefs;
  private final Events events;
  private final Metrics metrics;
  private final Traffic traffic;
  private final Pulse pulse;
  private final List<HttpService> routes;

  private View(Sources sources, ViewLimits limits, List<Description> others) {
    this.sources = sources;
    this.history = new History(sources.archive(), limits);
    Turns turns = new Turns(LONG_QUESTIONS);
    this.briefs = new EpochBriefs(history, turns);
    Ownership ownership = new Ownership(sources);
    this.events = new Events(limits);
    Surveys surveys = new Surveys(sources, history, Surveys.MOST_DEVICES);
    Turns places = new Turns(PLACES, PATIENCE);
    NetworkRoutes networks = new NetworkRoutes(sources);
    this.metrics = new Metrics(sources, networks, events);
    Provisional provisional = new Provisional(sources, limits, System::nanoTime);
    this.traffic = new Traffic(sources.time()::nowMillis, System::nanoTime);
    this.pulse =
        new Pulse(
            new Pulse.Parts(sources, history, provisional, traffic, networks, events), limits);
    this.routes =
        List.of(
            new PageRoutes(Site.load()),
            new DescriptionRoutes(others),
            new EpochRoutes(history, briefs, limits),
            new ArchiveRoutes(sources, history),
            new DeviceRoutes(sources, history, ownership, limits),
            new RewardRoutes(sources, new RewardRoutes.Past(history, turns), provisional, limits),
            new ExplanationRoutes(sources, history, turns),
            new AccountRoutes(sources, ownership),
            new EconomyRoutes(
                sources, history, ownership, new EpochSeries(briefs, sources.archive(), limits)),
            networks,
            new CredentialRoutes(sources),
            new IdentityRoutes(sources.node()),
            new MapRoutes(surveys),
            new ProspectRoutes(sources, surveys, places),
            new NeighbourRoutes(sources, surveys, places),
            new EventRoutes(sources, events, pulse),
            new HealthRoutes(sources, history, limits),
            new ReasonRoutes(sources),
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
    view.history.recent().forEach(view.briefs::sealed);
    view.history.latest().ifPresent(view::remember);
    sources.closing().addListener(view::sealed);
    view.pulse.start();
    LiveReadings readings = new LiveReadings(sources.closing()::standing, view.events);
    sources
        .gateway()
        .addListener((message, epoch) -> {
          DeviceId device = sources.named(message.network(), message.device());
          view.traffic.taken(message.network(), device, epoch);
          readings.tell(device, message);
        });
    return view;
  }

  /** Whoever worked in the latest epoch was heard in it. */
  private void remember(EpochDigest digest) {
    digest
        .rewards()
        .forEach((device, lines) -> {
          for (RewardLine line : lines) {
            if (line.weightPpm() > 0) {
              traffic.heard(line.network(), device, digest.header().endMillis());
            }
          }
        });
  }

  private void sealed(SealedEpoch sealed) {
    EpochDigest digest = EpochDigest.of(sealed.header(), sealed.outcome());
    history.add(digest);
    briefs.sealed(digest);
    metrics.sealed(sealed.header(), sources.time().nowMillis());
    events.sealed(sealed, digest);
    pulse.sealed(digest);
  }

  /** What a server routes to. */
  public List<HttpService> routes() {
    return routes;
  }

  /** Sends those away who listen to events. Close it before the server, which waits for them. */
  @Override
  public void close() {
    pulse.close();
    events.close();
  }
}
