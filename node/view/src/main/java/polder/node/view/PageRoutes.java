package polder.node.view;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Optional;
import polder.node.gateway.PageHeaders;
import polder.node.view.Site.StaticFile;

/**
 * The dashboard: one document at the address of each page, and the files that it loads. Where the
 * program was built without it, {@code /} is a plain page that leads to the API.
 */
final class PageRoutes implements HttpService {
  /** The addresses of pages, as {@code web/src/main/site/router.svelte.ts} reads them. */
  static final List<String> PAGES =
      List.of(
          "/",
          "/networks",
          "/networks/{network}",
          "/networks/{network}/orders",
          "/networks/{network}/orders/{order}",
          "/networks/{network}/machines",
          "/networks/{network}/tasks",
          "/networks/{network}/tasks/{task}",
          "/devices/{device}",
          "/owners",
          "/owners/{account}",
          "/epochs",
          "/epochs/{epoch}",
          "/economy",
          "/govern",
          "/join");

  private static final String ASSETS = "assets/";
  // Their names have the hash of what is in them.
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String ASK_AGAIN = "no-cache";

  private final Site site;
  private final byte[] plain = Resources.bytes("index.html");

  PageRoutes(Site site) {
    this.site = site;
  }

  @Override
  public void routing(HttpRules rules) {
    Optional<StaticFile> document = site.document();
    if (document.isEmpty()) {
      rules.get("/", (request, response) -> plain(response));
      return;
    }
    for (String page : PAGES) {
      rules.get(page, (request, response) -> send(request, response, document.get(), ASK_AGAIN));
    }
    site.files()
        .forEach((name, file) -> {
          String keep = name.startsWith(ASSETS) ? FOR_EVER : ASK_AGAIN;
          rules.get("/" + name, (request, response) -> send(request, response, file, keep));
        });
  }

  private void plain(ServerResponse response) {
    PageHeaders.put(response);
    response
        .header(HeaderNames.CONTENT_TYPE, "text/html; charset=UTF-8")
        .header(HeaderNames.CACHE_CONTROL, ASK_AGAIN)
        .send(plain);
  }

  private static void send(
      ServerRequest request, ServerResponse response, StaticFile file, String keep) {
    PageHeaders.put(response);
    response
        .header(HeaderNames.CONTENT_TYPE, file.type())
        .header(HeaderNames.CACHE_CONTROL, keep)
        .header(HeaderNames.ETAG, file.tag())
        .header(HeaderNames.VARY, "Accept-Encoding");
    if (Conditions.has(request, file.tag())) {
      response.status(Status.NOT_MODIFIED_304).send();
      return;
    }
    if (file.brotli().isPresent() && Conditions.accepts(request, "br")) {
      response.header(HeaderNames.CONTENT_ENCODING, "br").send(file.brotli().get());
    } else if (file.gzip().isPresent() && Conditions.accepts(request, "gzip")) {
      response.header(HeaderNames.CONTENT_ENCODING, "gzip").send(file.gzip().get());
    } else {
      response.send(file.plain());
    }
  }
}
