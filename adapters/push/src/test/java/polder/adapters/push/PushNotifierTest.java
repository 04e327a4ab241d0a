package polder.adapters.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import polder.ports.Notifier;
import polder.ports.Notifier.Result;
import polder.protocol.Bytes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PushNotifierTest {
  private static final byte[] NODE_SECRET = new byte[32];

  static {
    NODE_SECRET[31] = 7;
  }

  private static byte[] bytes(String base64) {
    return Base64.getUrlDecoder().decode(base64);
  }

  /** RFC 8291, section 5 and appendix A. */
  @Test
  void encryptsAsTheStandardsExample() throws Exception {
    PushCipher.Receiver receiver =
        new PushCipher.Receiver(
            Bytes.wrap(
                bytes(
                    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4")),
            Bytes.wrap(bytes("BTBZMqHH6r4Tts7J_aSIgg")));
    KeyPair sender =
        new KeyPair(
            PushCurve.publicKey(
                Bytes.wrap(
                    bytes(
                        "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"))),
            PushCurve.privateKey(bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")));
    byte[] sealed =
        PushCipher.encrypt(
            "When I grow up, I want to be a watermelon".getBytes(StandardCharsets.UTF_8),
            receiver,
            sender,
            bytes("DGv6ra1nlYgDCS1FRnbzlw"));
    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(sealed))
        .isEqualTo(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLoc"
                + "InmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyou"
                + "BWLVWGNWQexSgSxsj_Qulcy4a-fN");
  }

  /** A browser with a push service behind it, which knows nothing but what a browser gives. */
  private static final class Browser {
    final KeyPair keys;
    final byte[] secret = new byte[16];

    Browser() throws Exception {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(PushCurve.parameters());
      keys = generator.generateKeyPair();
      secret[0] = 9;
    }

    Bytes key() {
      return PushCurve.bytes((ECPublicKey) keys.getPublic());
    }

    String subscription(String endpoint) {
      Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
      return "{\"endpoint\":\"%s\",\"expirationTime\":null,\"keys\":{\"p256dh\":\"%s\",\"auth\":\"%s\"}}"
          .formatted(
              endpoint, base64.encodeToString(key().toArray()), base64.encodeToString(secret));
    }

    /** Written from the standards' side of the receiver. */
    JsonNode read(byte[] body) throws Exception {
      ByteBuffer buffer = ByteBuffer.wrap(body);
      byte[] salt = new byte[16];
      buffer.get(salt);
      assertThat(buffer.getInt()).isEqualTo(4_096);
      byte[] sender = new byte[buffer.get()];
      buffer.get(sender);
      byte[] sealed = new byte[buffer.remaining()];
      buffer.get(sealed);
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      PrivateKey own = keys.getPrivate();
      agreement.init(own);
      agreement.doPhase(PushCurve.publicKey(Bytes.wrap(sender)), true);
      byte[] info =
          ByteBuffer.allocate(144)
              .put("WebPush: info\0".getBytes(StandardCharsets.US_ASCII))
              .put(key().toArray())
              .put(sender)
              .array();
      byte[] shared = derive(secret, agreement.generateSecret(), info, 32);
      byte[] key = derive(salt, shared, ascii("Content-Encoding: aes128gcm\0"), 16);
      byte[] nonce = derive(salt, shared, ascii("Content-Encoding: nonce\0"), 12);
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      byte[] padded = cipher.doFinal(sealed);
      assertThat(padded[padded.length - 1]).isEqualTo((byte) 2);
      return JsonMapper.shared().readTree(Arrays.copyOf(padded, padded.length - 1));
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] derive(byte[] salt, byte[] material, byte[] info, int size)
        throws Exception {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract().addSalt(salt).addIKM(material).thenExpand(info, size));
    }
  }

  private static Notifier.Notice notice(String text) {
    return new Notifier.Notice("msg_1", 1, "Polder: a title", text, Bytes.EMPTY, Optional.empty());
  }

  private static PushNotifier notifier() {
    return new PushNotifier(
        Receiver.post(new TargetRule(true, true), InetAddress::getAllByName),
        NODE_SECRET,
        "mailto:operator@example.org");
  }

  @Test
  void aBrowserReadsWhatWasSent() throws Exception {
    Browser browser = new Browser();
    try (Receiver service = new Receiver()) {
      service.status = 201;
      String subscription = browser.subscription(service.url("127.0.0.1"));
      assertThat(notifier().objection(subscription)).isEmpty();
      // The longest text there can be, of the letters that take most room.
      assertThat(notifier().send(subscription, Bytes.EMPTY, notice("\u0001".repeat(5_000))))
          .isInstanceOfAny(Result.Delivered.class, Result.Refused.class);
      service.came.clear();
      assertThat(notifier().send(subscription, Bytes.EMPTY, notice("words 😀")))
          .isEqualTo(new Result.Delivered());
      Receiver.Came came = service.came.getFirst();
      JsonNode read = browser.read(came.body());
      assertThat(read.path("title").asString()).isEqualTo("Polder: a title");
      assertThat(read.path("body").asString()).isEqualTo("words 😀");
      assertThat(came.headers().getFirst("Content-Encoding")).isEqualTo("aes128gcm");
      assertThat(came.headers().getFirst("TTL")).isEqualTo("86400");
      checkToken(came.headers().getFirst("Authorization"), "http://127.0.0.1:" + service.port());
    }
  }

  /** RFC 8292: a JWT signed with the key that the browser subscribed with. */
  private static void checkToken(String authorization, String audience) throws Exception {
    assertThat(authorization).startsWith("vapid t=").endsWith(", k=" + notifier().publicKey());
    String token = authorization.substring("vapid t=".length(), authorization.indexOf(','));
    String[] parts = token.split("\\.");
    Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifier.initVerify(PushCurve.publicKey(Bytes.wrap(bytes(notifier().publicKey()))));
    verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(verifier.verify(bytes(parts[2]))).isTrue();
    JsonNode claims = JsonMapper.shared().readTree(bytes(parts[1]));
    assertThat(claims.path("aud").asString()).isEqualTo(audience);
    assertThat(claims.path("sub").asString()).isEqualTo("mailto:operator@example.org");
  }

  @Test
  void aSubscriptionThatIsGoneEnds() throws Exception {
    try (Receiver service = new Receiver()) {
      service.status = 410;
      String subscription = new Browser().subscription(service.url("127.0.0.1"));
      assertThat(notifier().send(subscription, Bytes.EMPTY, notice("x")))
          .isInstanceOf(Result.Gone.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[1",
        "{\"endpoint\":\"https://push.example/\"}",
        "{\"endpoint\":\"https://push.example/\",\"keys\":{\"p256dh\":\"!!\",\"auth\":\"AAAA\"}}",
        "{\"endpoint\":\"https://push.example/\",\"keys\":{\"p256dh\":\"BAAA\",\"auth\":\"AAAA\"}}"
      })
  void whatIsNoSubscriptionIsRefused(String text) {
    assertThat(notifier().objection(text)).isPresent();
  }
}
