package polder.app;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.bridge.SLF4JBridgeHandler;
import polder.adapters.engine.InProcessEngine;
import polder.adapters.evm.Wallet;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.HttpArchive;
import polder.adapters.files.SignatureFile;
import polder.agent.NodeClient;
import polder.agent.NodeException;
import polder.epoch.EpochHeader;
import polder.epoch.RuleBook;
import polder.node.archive.EpochArchive;
import polder.node.archive.ProgramHash;
import polder.node.archive.SignedHeader;
import polder.node.closing.SystemTime;
import polder.node.gateway.Answers;
import polder.node.validator.ChainWitness;
import polder.node.validator.Courier;
import polder.node.validator.Finals;
import polder.node.validator.Listener;
import polder.node.validator.Refusal;
import polder.node.validator.Signer;
import polder.node.validator.Validator;
import polder.node.view.ArchiveFiles;
import polder.node.witness.Anchor;
import polder.ports.Archive;
import polder.ports.SignatureLog;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Manifests;
import polder.protocol.settlement.SeedChain;
import tools.jackson.databind.node.ObjectNode;

/** A validator, wired: started in walking order and stopped in reverse. */
public final class ValidatorAssembly implements AutoCloseable {
  private final Started started;
  private final Semaphore news = new Semaphore(0);
  private volatile String refused = "";
  private final MirrorWing journals;
  private final Validator validator;
  private final DoubleSeals doubleSeals;
  private final URI address;

  /**
   * What a validator is started with.
   *
   * @param nodes addresses of the nodes to follow
   * @param data where everything is kept
   * @param host address to listen on
   * @param port port to listen on; 0 for any free one
   * @param anchor whose headers are looked at
   * @param rpc addresses of the chain's nodes to check headers with; none for no check
   * @param wallet the key to sign with; without one it only mirrors and checks
   * @param challenges whether it challenges false epochs on the chain, with the wallet's stake
   * @param seed the secret of its seed chain, if it has a key
   */
  public record Settings(
      List<URI> nodes,
      DataDirectory data,
      String host,
      int port,
      Anchor anchor,
      List<URI> rpc,
      Optional<Wallet> wallet,
      boolean challenges,
      Optional<byte[]> seed) {
    public Settings {
      nodes = List.copyOf(nodes);
      rpc = List.copyOf(rpc);
    }

    /** The same on another port. */
    Settings at(int otherPort) {
      return new Settings(nodes, data, host, otherPort, anchor, rpc, wallet, challenges, seed);
    }
  }

  /**
   * Starts one; it does nothing yet but serve what it has and bring what it signed.
   *
   * @param finals what the chain has decided, if it is looked at
   * @param said is told, in lines, what happens with the nodes that signatures go to
   * @throws IOException if the directory is a node's, in use or damaged, or the port is taken
   */
  public static ValidatorAssembly start(
      Settings settings, Optional<Finals> finals, Listener listener, Consumer<String> said)
      throws IOException {
    // Helidon speaks to java.util.logging; everything else here to SLF4J.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Started started = new Started("the validator");
    try {
      return new ValidatorAssembly(settings, finals, listener, said, started);
    } catch (IOException | RuntimeException | Error e) {
      started.close();
      throw e;
    }
  }

  private ValidatorAssembly(
      Settings settings,
      Optional<Finals> finals,
      Listener listener,
      Consumer<String> said,
      Started starting)
      throws IOException {
    DataDirectory data = settings.data();
    boolean ofNode = Files.exists(data.store()) && !Files.exists(data.mirror());
    if (ofNode || Files.exists(data.manifests())) {
      throw new IOException(
          data.root() + " is the data directory of a node; give the validator one of its own");
    }
    // One process at a time: the log of signatures holds the lock, also without a key.
    Account account = settings.wallet().map(Wallet::account).orElse(NOBODY);
    SignatureFile log = starting.add(SignatureFile.open(data.signatures(), account));
    DirectoryArchive mirror = new DirectoryArchive(data.archive());
    this.journals = starting.add(MirrorWing.open(data));
    List<Archive.Reader> nodes = new ArrayList<>();
    for (URI node : settings.nodes()) {
      nodes.add(starting.add(new HttpArchive(archive(node), HttpArchive.Limits.USUAL)));
    }
    List<Courier> couriers = new ArrayList<>();
    DirectoryArchive findings = new DirectoryArchive(data.findings());
    List<NodeClient> clients = new ArrayList<>();
    for (URI node : settings.nodes()) {
      clients.add(starting.add(new NodeClient(node)));
    }
    this.doubleSeals = new DoubleSeals(clients, findings);
    this.validator =
        Validator.open(
            new Validator.Parts(
                nodes,
                mirror,
                findings,
                new RuleBook(Kinds.ALL),
                starting.add(InProcessEngine.overAllCores()),
                ProgramHash.of(Kinds.ALL),
                settings.anchor(),
                settings.rpc().isEmpty()
                    ? ChainWitness.UNASKED
                    : starting.add(new ValidatorChain(settings.rpc())),
                settings.wallet().<SignatureLog>map(wallet -> log),
                journals.live(finals.orElse(Finals.UNKNOWN))),
            telling(listener, couriers));
    if (!settings.rpc().isEmpty()) {
      starting.add(ValidatorRules.start(settings.rpc(), nodes, mirror, data));
    }
    this.address = starting.add(server(settings, mirror)).address();
    journals.start(data, settings.nodes(), validator, said);
    NodeFile.write(data.nodeFile(), address, Optional.empty());
    starting.add(() -> Files.deleteIfExists(data.nodeFile()));
    for (NodeClient client : settings.wallet().isPresent() ? clients : List.<NodeClient>of()) {
      couriers.add(
          starting.add(
              Courier.start(new NodeReceiver(client), log, signer(settings.wallet().get()), said)));
    }
    if (settings.challenges() && settings.wallet().isPresent()) {
      EpochArchive epochs = new EpochArchive(mirror);
      starting.add(
          new ChallengeWing(
              new ChallengeWing.Parts(
                  settings.rpc(),
                  settings.wallet().get(),
                  data,
                  new MirrorJudge(validator, epochs),
                  () -> deployment(epochs)),
              said));
    }
    if (settings.seed().isPresent()) {
      SeedChain chain = SeedChain.of(settings.seed().get(), SeedChain.USUAL_LENGTH);
      LinkGivers.start(
          settings,
          validator,
          chain,
          signer(settings.wallet().orElseThrow()),
          this::wake,
          said,
          starting);
    }
    this.started = starting;
  }

  private Optional<DeploymentManifest> deployment(EpochArchive epochs) throws IOException {
    Optional<EpochHeader> latest = validator.latest();
    return latest.isEmpty()
        ? Optional.empty()
        : Optional.of(epochs.manifests(latest.get()).deployment());
  }

  /** Waits until there is something to do, {@code millis} at the longest. */
  public void awaitNews(long millis) throws InterruptedException {
    if (news.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
      news.drainPermits();
    }
  }

  /** There is something to do, be it to stop. */
  void wake() {
    news.release();
  }

  private static final Account NOBODY = new Account(Bytes.wrap(new byte[Account.SIZE]));

  private static URI archive(URI node) {
    return URI.create(node.toString().replaceAll("/+$", "") + "/v1/archive");
  }

  private static Signer signer(Wallet wallet) {
    return new Signer() {
      @Override
      public Account account() {
        return wallet.account();
      }

      @Override
      public byte[] sign(Hash digest) {
        return wallet.sign(digest);
      }
    };
  }

  /** Couriers need not wait, and the status shows what was refused last. */
  private Listener telling(Listener listener, List<Courier> couriers) {
    return new Listener() {
      @Override
      public void beganAt(EpochHeader header, String source) {
        listener.beganAt(header, source);
      }

      @Override
      public void verified(EpochHeader header, Signature signature) {
        couriers.forEach(Courier::look);
        journals.silence().heard();
        listener.verified(header, signature);
      }

      @Override
      public void refused(Refusal refusal) {
        ValidatorAssembly.this.refused = refusal.lines().getFirst();
        listener.refused(refusal);
      }

      @Override
      public void sealedTwice(SignedHeader mine, SignedHeader other, String source) {
        doubleSeals.add(mine.header());
        listener.sealedTwice(mine, other, source);
      }

      @Override
      public void trouble(String source, String what) {
        listener.trouble(source, what);
      }
    };
  }

  private HttpDoor server(Settings settings, DirectoryArchive mirror) throws IOException {
    EpochArchive epochs = new EpochArchive(mirror);
    ArchiveFiles files =
        new ArchiveFiles(
            mirror,
            new ArchiveFiles.Policies() {
              @Override
              public Optional<Manifests> manifests() throws IOException {
                Optional<EpochHeader> latest = validator.latest();
                return latest.isEmpty()
                    ? Optional.empty()
                    : Optional.of(epochs.manifests(latest.get()));
              }

              @Override
              public Optional<EpochHeader> header(long epoch) throws IOException {
                Optional<EpochArchive.Position> counting = epochs.counting(epoch);
                return counting.isEmpty()
                    ? Optional.empty()
                    : Optional.of(epochs.header(counting.get()).header());
              }

              @Override
              public long keptFrom() throws IOException {
                return epochs.kept().from();
              }
            },
            new SystemTime());
    return HttpDoor.open(settings.host(), settings.port(), List.of(files, status(settings)));
  }

  /** {@code GET /v1/validator}: how far it is. */
  private HttpService status(Settings settings) {
    return (HttpRules rules) ->
        rules.get(
            "/v1/validator",
            (request, response) -> {
              ObjectNode node = Answers.object();
              settings.wallet().ifPresent(its -> node.put("account", its.account().toString()));
              validator
                  .latest()
                  .ifPresent(latest ->
                      node.put("epoch", latest.epoch())
                          .put("attempt", latest.attempt())
                          .put("header", latest.hash().toHex()));
              node.put("mirroredMessages", journals.messages())
                  .put("silentMillis", journals.silence().millis());
              journals.closer().ifPresent(its -> node.put("closer", its));
              if (!refused.isEmpty()) {
                node.put("refused", refused);
              }
              Answers.send(response, Status.OK_200, node);
            });
  }

  /** What it mirrored of nodes' journals. */
  MirrorWing mirror() {
    return journals;
  }

  /** Brings who closes what they may not know of. That they cannot be reached is no matter. */
  void hand(ValidatorRoles.Says says) throws InterruptedException, IOException {
    try {
      journals.hand(validator);
    } catch (NodeException e) {
      says.event("delivery", String.valueOf(e.getMessage()));
    }
  }

  /** Goes once over all nodes; for one thread, which calls it again and again. */
  public void round() throws IOException, InterruptedException {
    validator.round();
    doubleSeals.look();
  }

  /** What goes over the nodes. */
  public Validator validator() {
    return validator;
  }

  /** Where it serves what it mirrored. */
  public URI address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    started.close();
  }
}
