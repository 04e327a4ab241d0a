package polder.node.view;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Locale;
import polder.node.gateway.Answers;
import polder.protocol.identity.DeviceId;
import polder.protocol.identity.Did;
import polder.protocol.identity.DidDocument;

/** {@code GET /.well-known/did.json}: who this node is, as did:web. */
final class IdentityRoutes implements HttpService {
  private final DeviceId node;

  IdentityRoutes(DeviceId node) {
    this.node = node;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/.well-known/did.json", this::document);
  }

  /**
   * The document is that of the name by which the node is asked: whoever leads a name here says
   * that it is this node, and nobody believes the document but who asked by that name.
   */
  private void document(ServerRequest request, ServerResponse response) {
    String authority = request.authority().toLowerCase(Locale.ROOT);
    try {
      Did.Web site = Did.Web.ofAuthority(named(authority));
      response
          .header(HeaderNames.CONTENT_TYPE, "application/did+json")
          .header(HeaderNames.CACHE_CONTROL, "no-store")
          .send(DidDocument.of(site, node).json().canonical().toArray());
    } catch (IllegalArgumentException e) {
      Answers.refuse(
          response,
          Status.NOT_FOUND_404,
          "no_name",
          "ask by the node's domain name, which did:web needs; its key is " + node.did());
    }
  }

  /** Loopback has a name, so that the document can be looked at where the node is tried. */
  private static String named(String authority) {
    return authority.startsWith("127.0.0.1")
        ? "localhost" + authority.substring("127.0.0.1".length())
        : authority;
  }
}
