package polder.adapters.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stranger cannot make the node speak to its own network. */
class TargetRuleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.0.3",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "192.0.2.7",
        "224.0.0.1",
        "255.255.255.255",
        "203.0.113.9",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "fec0::1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001::1",
        "2001:db8::1",
        "100::1",
        // Other ways to write 127.0.0.1, as the JDK reads them.
        "2130706433",
        "127.1"
      })
  void isNotPublic(String address) throws Exception {
    assertThat(TargetRule.isPublic(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "172.15.0.1",
        "172.32.0.1",
        "100.63.0.1",
        "100.128.0.1",
        "192.0.1.1",
        "2606:4700::1111",
        "2001:4860:4860::8888",
        "64:ff9b::8.8.8.8"
      })
  void isPublic(String address) throws Exception {
    assertThat(TargetRule.isPublic(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://example.org/",
        "https://user:pass@example.org/",
        "https://example.org/#a",
        "https://example.org:22/",
        "https://example.org:99999/",
        "https:///x",
        "https://exämple.org/",
        "https://a b/",
        "gopher://example.org/",
        "https://example.org/\r\nX: y"
      })
  void isRefusedAsItIsWritten(String target) {
    assertThat(TargetRule.PUBLIC.objection(target)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org",
        "https://example.org/a?b=c",
        "https://example.org:8443/x",
        "https://[2606:4700::1111]/"
      })
  void isGood(String target) {
    assertThat(TargetRule.PUBLIC.objection(target)).isEmpty();
  }
}
