package polder.adapters.push;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import polder.ports.DidResolver;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Did;
import polder.protocol.identity.DidDocument;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/**
 * Documents that strangers' words point to: those of did:web, and status lists of credentials. By
 * https, from public addresses alone, without redirects, within ten seconds and 256 KiB. One site
 * may be named as the asker's own, which is asked wherever it is.
 */
public final class WebDocuments implements DidResolver {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 256 * 1024;

  private final PinnedGet strangers;
  private final PinnedGet own;
  private final Optional<URI> site;

  private WebDocuments(PinnedGet strangers, PinnedGet own, Optional<URI> site) {
    this.strangers = strangers;
    this.own = own;
    this.site = site;
  }

  /**
   * Asks the public internet.
   *
   * @param site a site of one's own, such as {@code http://localhost:8080}, that may lie in a
   *     private network and speak plain http
   */
  public static WebDocuments open(Optional<URI> site) {
    return open(site, InetAddress::getAllByName);
  }

  static WebDocuments open(Optional<URI> site, PinnedConnection.Resolver resolver) {
    return new WebDocuments(
        get(TargetRule.PUBLIC, resolver), get(new TargetRule(true, true), resolver), site);
  }

  private static PinnedGet get(TargetRule rule, PinnedConnection.Resolver resolver) {
    return new PinnedGet(
        new PinnedConnection(
            rule, resolver, (SSLSocketFactory) SSLSocketFactory.getDefault(), TIMEOUT),
        MOST_BYTES);
  }

  /**
   * The document at {@code url}.
   *
   * @throws IOException in one line why there is none
   */
  public Json fetch(String url) throws IOException {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new IOException(url + " is no address of the web", e);
    }
    try {
      return Json.read(Bytes.wrap(isOwn(uri) ? own.get(at(uri)) : strangers.get(uri)));
    } catch (CodecException e) {
      throw new IOException("what lies at " + url + " is no JSON: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IOException(url + " gave nothing: " + WebhookNotifier.line(e), e);
    }
  }

  private boolean isOwn(URI uri) {
    return site.isPresent() && authority(uri).equals(authority(site.get()));
  }

  /** Loopback has a name and an address; did:web can hold the name alone. */
  private static String authority(URI uri) {
    String host = String.valueOf(uri.getHost());
    return (host.equals("127.0.0.1") ? "localhost" : host) + ":" + uri.getPort();
  }

  private URI at(URI uri) {
    String start = site.map(own -> own.getScheme() + "://" + own.getRawAuthority()).orElseThrow();
    return URI.create(start + uri.getRawPath());
  }

  @Override
  public DidDocument resolve(Did did) throws IOException {
    Optional<DidDocument> local = DidDocument.local(did);
    if (local.isPresent()) {
      return local.get();
    }
    if (!(did instanceof Did.Web web)) {
      throw new IOException("there is no document of " + did.text());
    }
    if (!(fetch(web.url()) instanceof JsonObject document)) {
      throw new IOException("what lies at " + web.url() + " is no DID document");
    }
    try {
      return new DidDocument(did, document);
    } catch (IllegalArgumentException e) {
      throw new IOException("what lies at " + web.url() + " is wrong: " + e.getMessage(), e);
    }
  }
}
