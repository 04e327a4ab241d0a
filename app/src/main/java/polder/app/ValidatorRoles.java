package polder.app;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import polder.node.validator.Listener;
import polder.node.validator.Validator;
import polder.protocol.manifest.DeploymentManifest;

/**
 * A validator through its roles: it follows, and where whoever closes is silent and it is its turn,
 * it closes, as a node does, on the same address, until the chain shows that others went on.
 */
public final class ValidatorRoles {
  private static final long POLL_MILLIS = 1_000;

  private final ValidatorAssembly.Settings settings;
  private final Says says;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CompletableFuture<String> stopping = new CompletableFuture<>();
  private volatile Optional<ValidatorAssembly> following = Optional.empty();
  private int port;

  /** Is told what happens, from several threads. */
  public interface Says extends Listener {
    /** That it follows. */
    void follows(ValidatorAssembly validator);

    /** That it closes from now on, as a node. */
    void closes(Assembly node);

    /** Anything else, in a line. */
    void event(String kind, String text);
  }

  /** With these settings; nothing happens before {@link #run}. */
  public ValidatorRoles(ValidatorAssembly.Settings settings, Says says) {
    this.settings = settings;
    this.says = says;
    this.port = settings.port();
  }

  /** Has {@link #run} return. */
  public void stop() {
    stopped.countDown();
    stopping.complete("");
    following.ifPresent(its -> {
      its.validator().stop();
      its.wake();
    });
  }

  /**
   * Goes on until {@link #stop}.
   *
   * @param fromSnapshot whether an empty mirror begins with a node's newest archived state
   */
  public void run(boolean fromSnapshot) throws IOException, InterruptedException {
    boolean canClose = settings.wallet().isPresent() && !settings.rpc().isEmpty();
    Optional<TakeoverChain> chain =
        canClose
            ? Optional.of(
                new TakeoverChain(settings.rpc(), settings.data(), settings.wallet().get()))
            : Optional.empty();
    try {
      while (stopped.getCount() > 0) {
        if (follow(chain, fromSnapshot)) {
          close(chain.orElseThrow());
        }
      }
    } finally {
      if (chain.isPresent()) {
        chain.get().close();
      }
    }
  }

  /** Follows until it is to stop, or, if true comes back, to close. */
  private boolean follow(Optional<TakeoverChain> chain, boolean fromSnapshot)
      throws IOException, InterruptedException {
    try (ValidatorAssembly validator =
        ValidatorAssembly.start(
            settings.at(port), chain.map(its -> its), says, line -> says.event("delivery", line))) {
      port = validator.address().getPort();
      following = Optional.of(validator);
      says.follows(validator);
      Optional<TakeoverWatch> watch =
          chain.map(its ->
              new TakeoverWatch(
                  its,
                  settings.wallet().orElseThrow().account(),
                  validator.mirror(),
                  line -> says.event("takeover", line)));
      boolean turn = round(validator, watch, fromSnapshot);
      while (!turn && stopped.getCount() > 0) {
        validator.awaitNews(POLL_MILLIS);
        turn = stopped.getCount() > 0 && round(validator, watch, fromSnapshot);
      }
      if (turn) {
        Validator its = validator.validator();
        DeploymentManifest deployment = its.manifests().orElseThrow().deployment();
        HandedOver.make(
            settings.data(), its, Optional.of(chain.orElseThrow().access(deployment).bondsman()));
      }
      return turn;
    } finally {
      following = Optional.empty();
    }
  }

  private boolean round(
      ValidatorAssembly validator, Optional<TakeoverWatch> watch, boolean fromSnapshot)
      throws IOException, InterruptedException {
    Validator its = validator.validator();
    if (!fromSnapshot || its.beginAtSnapshot()) {
      validator.round();
    }
    validator.mirror().listened(System.currentTimeMillis());
    validator.hand(says);
    return watch.isPresent() && watch.get().isTurn(its);
  }

  /** Closes until it is to stop or others went on. */
  private void close(TakeoverChain chain) throws InterruptedException {
    try (Assembly node = TakeoverStart.start(settings.at(port), chain)) {
      says.closes(node);
      CompletableFuture.anyOf(node.overtaken(), stopping).get();
      node.overtaken()
          .thenAccept(why -> says.event("overtaken", why + "; this validator follows again"));
    } catch (ExecutionException | IOException e) {
      // It goes on as one that follows, and tries again when nobody else has closed meanwhile.
      says.event("takeover", "it cannot close: " + e.getMessage());
    }
  }
}
