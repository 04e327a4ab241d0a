package polder.node.gateway;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Hears what services route, and answers nothing. */
public final class HeardRoutes implements HttpRules {
  private final SortedSet<String> routes = new TreeSet<>();

  private HeardRoutes() {}

  /** The routes of {@code services} as a description names them: {@code get /v1/things/{name}}. */
  public static SortedSet<String> of(List<HttpService> services) {
    HeardRoutes heard = new HeardRoutes();
    services.forEach(heard::register);
    return heard.routes;
  }

  @Override
  public HttpRules register(HttpService... services) {
    Arrays.stream(services).forEach(service -> service.routing(this));
    return this;
  }

  @Override
  public HttpRules register(String path, HttpService... services) {
    throw new AssertionError("describe me");
  }

  @Override
  public HttpRules route(HttpRoute route) {
    throw new AssertionError("describe me");
  }

  @Override
  public HttpRules get(String path, Handler... handlers) {
    routes.add("get " + path.replace("*", "{path}"));
    return this;
  }

  /** All methods but GET are answered with a refusal, which is described there. */
  @Override
  public HttpRules any(String path, Handler... handlers) {
    return get(path, handlers);
  }

  @Override
  public HttpRules post(String path, Handler... handlers) {
    routes.add("post " + path);
    return this;
  }

  @Override
  public HttpRules put(String path, Handler... handlers) {
    routes.add("put " + path);
    return this;
  }

  @Override
  public HttpRules head(String path, Handler... handlers) {
    routes.add("head " + path);
    return this;
  }

  @Override
  public HttpRules delete(String path, Handler... handlers) {
    routes.add("delete " + path);
    return this;
  }
}
