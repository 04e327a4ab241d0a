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
import polder.node.blobs.Depositors;
import polder.node.blobs.GetRoute;
import polder.node.blobs.KeptExhibits;
import polder.node.blobs.PutCheck;
import polder.node.blobs.PutRoute;
import polder.node.blobs.Sweeper;
import polder.node.gateway.LargeBodies;
import polder.node.session.Visitors;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;

/** The part of a node that keeps blobs, if it has networks that need them. */
final class BlobWing {
  private static final Duration SWEEP_EVERY = Duration.ofMinutes(30);

  // As devices' and wallets' clocks are the machine's.
  private static final InstantSource CLOCK = InstantSource.system();

  private final BlobsFile file;
  private final FileBlobs store;
  private final BlobBooks books;
  private final KeptExhibits exhibits;

  private BlobWing(BlobsFile file, FileBlobs store, BlobBooks books) {
    this.file = file;
    this.store = store;
    this.books = books;
    this.exhibits = new KeptExhibits(store, books);
  }

  /**
   * Opens the blobs of {@code data}, where a network of {@code manifests} takes some.
   *
   * @throws IOException if {@code blobs.yaml} or the blobs cannot be used
   */
  static Optional<BlobWing> open(DataDirectory data, Manifests manifests, Started started)
      throws IOException {
    Optional<BlobsFile> file = BlobsFile.read(data, manifests).ifNeeded(manifests);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    FileBlobs store = started.add(FileBlobs.open(data.blobs(), file.get().limits()));
    BlobBooks books = BlobBooks.open(store, file.get().terms(), CLOCK);
    return Optional.of(new BlobWing(file.get(), store, books));
  }

  /** What messages bring. */
  KeptExhibits exhibits() {
    return exhibits;
  }

  /**
   * Begins to take blobs, and to sweep those that nobody needs: once it is known what messages
   * brought that are not sealed.
   *
   * @return what a server routes to
   */
  HttpService start(
      DeploymentManifest deployment,
      Supplier<Standing> standing,
      Visitors visitors,
      Started started) {
    Sweeper sweeper = started.add(new Sweeper(books));
    PutCheck check =
        new PutCheck(deployment.id(), new Registered(standing, file::isTaking), visitors, CLOCK);
    sweeper.start(SWEEP_EVERY);
    return new BlobRoutes(
        new PutRoute(store, books, check, file.terms()), new GetRoute(store, file.terms()));
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

  /** The bodies that it takes there. */
  LargeBodies bodies() {
    return new LargeBodies(BlobRoutes.PREFIX, file.terms().blobBytes());
  }
}
