package polder.node.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds of what is kept, and names. */
final class SessionsTest {
  private static final SessionLimits FEW =
      new SessionLimits(
          Duration.ofMinutes(10), 2, Duration.ofMinutes(30), Duration.ofHours(12), 3, 2, 1);

  private Instant now = Instant.parse("2026-11-26T12:00:00Z");
  private final InstantSource clock = () -> now;

  private static String open(Sessions sessions, int wallet) {
    return sessions.open(Wallet.of(wallet).account(), false).id();
  }

  @Test
  void theSessionUnusedLongestMakesRoom() {
    Sessions sessions = new Sessions(clock, FEW);
    String first = open(sessions, 1);
    String second = open(sessions, 2);
    String third = open(sessions, 3);
    assertThat(sessions.find(first)).isPresent();

    String fourth = open(sessions, 4);

    assertThat(sessions.find(second)).isEmpty();
    assertThat(List.of(first, third, fourth)).allMatch(id -> sessions.find(id).isPresent());
  }

  @Test
  void oneAccountTakesNobodyElsesRoom() {
    Sessions sessions = new Sessions(clock, FEW);
    String other = open(sessions, 1);
    String first = open(sessions, 2);
    String second = open(sessions, 2);
    String third = open(sessions, 2);

    assertThat(sessions.find(first)).isEmpty();
    assertThat(List.of(other, second, third)).allMatch(id -> sessions.find(id).isPresent());
  }

  @Test
  void whatRanOutIsForgotten() {
    Sessions sessions = new Sessions(clock, FEW);
    open(sessions, 1);
    open(sessions, 2);
    now = now.plus(Duration.ofMinutes(31));
    open(sessions, 3);
    assertThat(sessions.count()).isEqualTo(1);
  }

  @Test
  void usedNoncesAreRememberedAsLongAsTheyWouldBeTaken() {
    Nonces nonces = new Nonces(clock, FEW);
    String first = nonces.give("here");
    assertThat(nonces.use(first, "there")).isEqualTo(Nonces.State.UNKNOWN);
    assertThat(nonces.use(first, "here")).isEqualTo(Nonces.State.FRESH);
    assertThat(nonces.use(first, "here")).isEqualTo(Nonces.State.USED);
    now = now.plus(Duration.ofMinutes(9));
    assertThat(nonces.use(nonces.give("here"), "here")).isEqualTo(Nonces.State.FRESH);
    assertThat(nonces.use(nonces.give("here"), "here")).isEqualTo(Nonces.State.BUSY);
    now = now.plus(Duration.ofMinutes(1));
    assertThat(nonces.state(first, "here")).isEqualTo(Nonces.State.USED);
    now = now.plus(Duration.ofSeconds(1));
    assertThat(nonces.state(first, "here")).isEqualTo(Nonces.State.UNKNOWN);
    assertThat(nonces.use(nonces.give("here"), "here")).isEqualTo(Nonces.State.FRESH);
  }

  @Test
  void aChangedNonceIsNoneOfOurs() {
    Nonces nonces = new Nonces(clock, SessionLimits.USUAL);
    String given = nonces.give("here");
    assertThat(given).matches("[0-9a-f]{48}");
    for (int i = 0; i < given.length(); i++) {
      String changed =
          given.substring(0, i) + (given.charAt(i) == '0' ? '1' : '0') + given.substring(i + 1);
      assertThat(nonces.state(changed, "here")).as("digit " + i).isEqualTo(Nonces.State.UNKNOWN);
    }
    assertThat(nonces.state(given + "0", "here")).isEqualTo(Nonces.State.UNKNOWN);
  }

  @Test
  void anAddressOfThisConnectionIsTheNodes() throws Exception {
    Addresses addresses = new Addresses(List.of());
    InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("192.168.1.5"), 7_777);

    assertThat(addresses.reachedBy("192.168.1.5:7777", false, local))
        .contains(new Origin("http", "192.168.1.5:7777"));
    assertThat(addresses.reachedBy("LOCALHOST:7777", false, local))
        .contains(new Origin("http", "localhost:7777"));
    assertThat(addresses.reachedBy("192.168.1.6:7777", false, local)).isEmpty();
    assertThat(addresses.reachedBy("192.168.261:7777", false, local)).isEmpty();
    assertThat(addresses.reachedBy("192.168.1.5", false, local)).isEmpty();
    InetSocketAddress six = new InetSocketAddress(InetAddress.ofLiteral("fd00::5"), 80);
    assertThat(addresses.reachedBy("[fd00:0::5]", false, six))
        .contains(new Origin("http", "[fd00:0::5]"));
  }

  @Test
  void theOperatorsNamesAreTheNodesBehindAnyProxy() throws Exception {
    Addresses addresses =
        new Addresses(List.of(Origin.of(URI.create("https://Polder.example:443/"))));
    InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 7_777);

    Origin known = new Origin("https", "polder.example");
    assertThat(addresses.reachedBy("polder.example", false, local)).contains(known);
    assertThat(addresses.reachedBy("polder.example:443", true, local)).contains(known);
    assertThat(addresses.reachedBy("polder.example:80", false, local)).isEmpty();
    assertThat(addresses.reachedBy("www.polder.example", true, local)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "polder.example", "ftp://polder.example", "https://a@polder.example",
        "https://polder.example/here", "https://polder.example?a", "https://polder.example#a"
      })
  void aPublicAddressIsASiteAndNothingMore(String address) {
    assertThatThrownBy(() -> Origin.of(URI.create(address)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(address);
  }
}
