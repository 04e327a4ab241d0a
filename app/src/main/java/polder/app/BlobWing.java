package polder.app;

import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import polder.adapters.files.FileBlobs;
import polder.epoch.AccountEntry;
import polder.epoch.Standing;
import polder.node.blobs.BlobBooks;
import polder.node.blobs.BlobRoutes;
import polder.node.blobs.BlobTerms;
import polder.node.blobs.Depositors;
import polder.node.blobs.GetRoute;
import polder.node.blobs.Pins;
import polder.node.blobs.PutCheck;
import polder.node.blobs.PutRoute;
import polder.node.blobs.Sweeper;
import polder.node.gateway.LargeBodies;
import polder.node.session.Visitors;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;

/** The part of a node that keeps blobs, if it has networks that need them. */
final class BlobWing {
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(30);

  private final BlobRoutes routes;
  private final BlobTerms terms;

  private BlobWing(BlobRoutes routes, BlobTerms terms) {
    this.routes = routes;
    this.terms = terms;
  }

  /**
   * Opens the blobs of {@code data}, where a network of {@code manifests} takes some.
   *
   * @throws IOException if {@code blobs.yaml} or the blobs cannot be used
   */
  static Optional<BlobWing> open(
      DataDirectory data,
      Manifests manifests,
      Supplier<Standing> standing,
      Visitors visitors,
      Started started)
      throws IOException {
    Optional<BlobsFile> file = BlobsFile.read(data, manifests).ifNeeded(manifests);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    BlobTerms terms = file.get().terms();
    // As devices' and wallets' clocks are the machine's.
    InstantSource clock = InstantSource.system();
    FileBlobs store = started.add(FileBlobs.open(data.blobs(), file.get().limits()));
    BlobBooks books = BlobBooks.open(store, terms, Pins.NONE, clock);
    Sweeper sweeper = started.add(new Sweeper(books));
    PutCheck check =
        new PutCheck(
            manifests.deployment().id(),
            new Registered(standing, file.get()::isTaking),
            visitors,
            clock);
    sweeper.start(SWEEP_EVERY);
    return Optional.of(
        new BlobWing(
            new BlobRoutes(new PutRoute(store, books, check, terms), new GetRoute(store, terms)),
            terms));
  }

  /** Whom the registry knows. */
  private record Registered(Supplier<Standing> standing, Predicate<NetworkManifest> isTaking)
      implements Depositors {
    @Override
    public Optional<Account> owner(DeviceId device) {
      Standing now = standing.get();
      return now.manifests().networks().values().stream()
          .filter(isTaking)
          .flatMap(network -> now.deviceOf(network.name(), device).stream())
          .filter(entry -> entry.signsWith(device) && entry.use().isActive())
          .map(entry -> entry.sender().owner())
          .findFirst();
    }

    /** An address costs nothing to make, so one that never had anything is nobody's. */
    @Override
    public boolean isWelcome(Account account) {
      AccountEntry entry = standing.get().account(account);
      return entry.balanceNano() > 0 || entry.earnedNano() > 0;
    }
  }

  /** What a server routes to. */
  HttpService routes() {
    return routes;
  }

  /** The bodies that it takes there. */
  LargeBodies bodies() {
    return new LargeBodies(BlobRoutes.PREFIX, terms.blobBytes());
  }
}
