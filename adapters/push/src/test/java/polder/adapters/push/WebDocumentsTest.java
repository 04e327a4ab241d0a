package polder.adapters.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import polder.protocol.identity.Did;
import polder.protocol.identity.DidDocument;

/** Documents of did:web, from a real server on this machine and from nobody else. */
class WebDocumentsTest {
  private HttpServer server;
  private volatile int status = 200;
  private volatile String body = "";
  private volatile boolean chunked;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/.well-known/did.json",
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Location", "https://example.org/");
          // Zero stands for a body in chunks.
          exchange.sendResponseHeaders(status, chunked ? 0 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private Did site() {
    return Did.Web.ofAuthority("localhost:" + port());
  }

  private WebDocuments own() {
    return WebDocuments.open(Optional.of(URI.create("http://127.0.0.1:" + port())));
  }

  @Test
  void theOwnSiteIsAskedWhereItIs() throws IOException {
    body = "{\"id\":\"" + site().text() + "\"}";
    assertThat(own().resolve(site()).did()).isEqualTo(site());
    chunked = true;
    assertThat(own().resolve(site()).did()).isEqualTo(site());
  }

  @Test
  void keysAndAccountsNeedNoAsking() throws IOException {
    Did key = Did.parse("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp");
    assertThat(WebDocuments.open(Optional.empty()).resolve(key))
        .isEqualTo(DidDocument.local(key).orElseThrow());
  }

  @Test
  void aStrangersNameForAPrivateAddressIsNotAsked() {
    body = "{\"id\":\"did:web:evil.example\"}";
    WebDocuments documents =
        WebDocuments.open(
            Optional.of(URI.create("http://127.0.0.1:" + port())),
            host -> new InetAddress[] {InetAddress.getLoopbackAddress()});
    assertThatThrownBy(() -> documents.resolve(Did.parse("did:web:evil.example")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no address on the public internet");
    assertThatThrownBy(() -> documents.fetch("http://evil.example/list"))
        .hasMessageContaining("https alone");
    assertThatThrownBy(() -> documents.fetch("file:///etc/passwd"))
        .hasMessageContaining("no address of the web");
  }

  @Test
  void redirectsErrorsAndOtherDocumentsAreRefused() {
    status = 302;
    assertThatThrownBy(() -> own().resolve(site()))
        .hasMessageContaining("redirects are not followed");
    status = 404;
    assertThatThrownBy(() -> own().resolve(site())).hasMessageContaining("it answered 404");
    status = 200;
    body = "{\"id\":\"did:web:other.example\"}";
    assertThatThrownBy(() -> own().resolve(site())).hasMessageContaining("another DID");
    body = "[]";
    assertThatThrownBy(() -> own().resolve(site())).hasMessageContaining("no DID document");
    body = "<html>";
    assertThatThrownBy(() -> own().resolve(site())).hasMessageContaining("is no JSON");
  }

  @Test
  void whatIsTooLongIsRefused() {
    body = "[" + " ".repeat(300_000) + "]";
    assertThatThrownBy(() -> own().resolve(site())).hasMessageContaining("longer than");
    chunked = true;
    assertThatThrownBy(() -> own().resolve(site())).hasMessageContaining("longer than");
  }
}
