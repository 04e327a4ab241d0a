package polder.node.blobs;

import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;

/**
 * {@code PUT}, {@code GET} and {@code HEAD /v1/blobs/{sha256}}. Whoever knows a name may read the
 * blob; who puts one is known.
 */
public final class BlobRoutes implements HttpService {
  /** With what all addresses of blobs begin. */
  public static final String PREFIX = "/v1/blobs/";

  private static final String PATH = PREFIX + "{sha256}";

  private final PutRoute put;
  private final GetRoute get;

  /** By {@code put} and {@code get}. */
  public BlobRoutes(PutRoute put, GetRoute get) {
    this.put = put;
    this.get = get;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.put(PATH, put::put);
    rules.get(PATH, get::get);
    rules.head(PATH, get::head);
  }
}
