package polder.node.gateway;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;

/**
 * What each HTML page of the node says to the browser that shows it: run scripts of this node
 * alone, speak to this node alone, be in no other site's frame. Every route that sends a page puts
 * these, also on error pages and on files that a browser could show as a page, such as SVG.
 *
 * <p>Sources: Content Security Policy Level 3, Fetch (X-Content-Type-Options, Cross-Origin
 * headers), Referrer Policy, Permissions Policy; all of the W3C or WHATWG.
 */
public final class PageHeaders {
  /**
   * What a page may load. Images may come from {@code blob:} and {@code data:} as well. No inline
   * script or style runs: styles set by script through the CSSOM are not inline.
   */
  static final String POLICY =
      String.join(
          "; ",
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          "img-src 'self' data: blob:",
          "font-src 'self'",
          "connect-src 'self'",
          "worker-src 'self'",
          "manifest-src 'self'",
          "frame-ancestors 'none'",
          "base-uri 'none'",
          "form-action 'self'");

  private static final List<Header> ALL =
      List.of(
          header("Content-Security-Policy", POLICY),
          header("X-Content-Type-Options", "nosniff"),
          // For browsers that know no frame-ancestors.
          header("X-Frame-Options", "DENY"),
          // Not no-referrer: with it browsers call the origin of some requests of the page "null",
          // and those would look like another site's.
          header("Referrer-Policy", "same-origin"),
          // Wallets that are pages themselves answer from a window that the page opened.
          header("Cross-Origin-Opener-Policy", "same-origin-allow-popups"),
          header("Cross-Origin-Resource-Policy", "same-origin"),
          // The place of a device may be asked of the phone that stands beside it; nothing else.
          header(
              "Permissions-Policy",
              "geolocation=(self), camera=(), microphone=(), payment=(), usb=(), serial=(), hid=(),"
                  + " midi=(), display-capture=(), browsing-topics=()"));

  private PageHeaders() {}

  private static Header header(String name, String value) {
    return HeaderValues.createCached(HeaderNames.create(name), value);
  }

  /** Puts them on {@code response}, instead of others of the same names. */
  public static void put(ServerResponse response) {
    ALL.forEach(response::header);
  }
}
