package polder.node.gateway;

import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How long a thread may spend on one who speaks or reads slowly: then it is interrupted, which
 * closes the connection that it waits for. The server itself waits for ever.
 */
public final class Patience {
  private final Thread thread = Thread.currentThread();
  private CompletableFuture<Void> end;

  private Patience(Duration time) {
    this.end = wait(time);
  }

  private CompletableFuture<Void> wait(Duration time) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    over.orTimeout(time.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(late -> {
          thread.interrupt();
          return null;
        });
    return over;
  }

  /** The patience with a request, for what takes longer than others. */
  public static Optional<Patience> with(ServerRequest request) {
    return request.context().get(Patience.class);
  }

  /** Begins anew, from now on, with {@code time}. */
  public synchronized void grant(Duration time) {
    end();
    end = wait(time);
  }

  /** As long as it takes: for streams that have no end. */
  public synchronized void end() {
    end.complete(null);
  }

  /** A filter that has {@code time} for each request, from its headers to the end of its answer. */
  static Filter filter(Duration time) {
    return (chain, request, response) -> {
      Patience patience = new Patience(time);
      request.context().register(patience);
      try {
        chain.proceed();
      } finally {
        patience.end();
      }
    };
  }

  /** Has {@code time} for the headers of each request, from its first line on. */
  static Http1ConnectionListener forHeaders(Duration time) {
    Map<ConnectionContext, Patience> waiting = new ConcurrentHashMap<>();
    return new Http1ConnectionListener() {
      @Override
      public void prologue(ConnectionContext connection, HttpPrologue prologue) {
        Patience patience = new Patience(time);
        patience.end.whenComplete((ended, late) -> waiting.remove(connection, patience));
        waiting.put(connection, patience);
        if (patience.end.isDone()) {
          waiting.remove(connection, patience);
        }
      }

      @Override
      public void headers(ConnectionContext connection, Headers headers) {
        Patience patience = waiting.remove(connection);
        if (patience != null) {
          patience.end();
        }
      }
    };
  }
}
