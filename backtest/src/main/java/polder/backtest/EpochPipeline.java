package polder.backtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import polder.epoch.EpochHeader;
import polder.epoch.EpochInputs;
import polder.epoch.EpochRun;
import polder.epoch.SealedEpoch;
import polder.networks.EpochWindow;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.manifest.Manifests;
import polder.protocol.merkle.StateTree;
import polder.protocol.settlement.ChainPoint;
import polder.world.recorded.EpochFeed;

/**
 * Runs epoch after epoch; while one is computed, the messages of the next are made and the results
 * of the one before are written. At most three epochs are in memory.
 */
final class EpochPipeline {
  private final EpochRun program;
  private final Manifests manifests;
  private final EpochFeed feed;
  private final Results results;

  EpochPipeline(EpochRun program, Manifests manifests, EpochFeed feed, Results results) {
    this.program = program;
    this.manifests = manifests;
    this.feed = feed;
    this.results = results;
  }

  private record Ready(EpochWindow window, List<Bytes> messages) {}

  /** Runs to the end and gives the last epoch's header, which stands for all before it. */
  EpochHeader run(BacktestListener listener) throws IOException, InterruptedException {
    try (ExecutorService ahead = thread("backtest-ahead");
        ExecutorService behind = thread("backtest-behind")) {
      try {
        return run(ahead, behind, listener);
      } finally {
        ahead.shutdownNow();
        behind.shutdownNow();
      }
    }
  }

  private static ExecutorService thread(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
  }

  private EpochHeader run(ExecutorService ahead, ExecutorService behind, BacktestListener listener)
      throws IOException, InterruptedException {
    Hash previous = Hash.ZERO;
    StateTree state = new StateTree();
    Future<Ready> next = ahead.submit(this::ready);
    Future<?> written = CompletableFuture.completedFuture(Boolean.TRUE);
    for (int done = 1; true; done++) {
      Ready ready = get(next);
      boolean last = done == feed.epochs();
      if (!last) {
        next = ahead.submit(this::ready);
      }
      SealedEpoch sealed =
          program.run(
              state,
              new EpochInputs(
                  ready.window(),
                  0,
                  previous,
                  ChainPoint.NONE,
                  ready.messages(),
                  manifests,
                  Hash.ZERO));
      get(written);
      written = behind.submit(() -> results.write(sealed));
      previous = sealed.header().hash();
      state = sealed.after();
      listener.computed(done, feed.epochs());
      if (last) {
        get(written);
        return sealed.header();
      }
    }
  }

  private Ready ready() {
    EpochFeed.Epoch epoch = feed.next();
    List<Bytes> messages = new ArrayList<>(epoch.enrolments().size() + epoch.reports().size());
    epoch.enrolments().forEach(enrolment -> messages.add(enrolment.wire()));
    epoch
        .reports()
        .forEach(report -> messages.add(report.draft().unsigned(report.device().id()).wire()));
    return new Ready(epoch.window(), messages);
  }

  private static <T> T get(Future<T> future) throws IOException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof UncheckedIOException failed && failed.getCause() != null) {
        throw failed.getCause();
      }
      if (cause instanceof RuntimeException failed) {
        throw failed;
      }
      throw new IllegalStateException("a step of the backtest failed", cause);
    }
  }
}
