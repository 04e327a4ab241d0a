package polder.adapters.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import polder.node.gateway.BatchLimits;
import polder.node.gateway.Batches;
import polder.protocol.Bytes;

/** With Eclipse Paho's clients for both versions, over real connections. */
@Timeout(120)
class PahoTest {
  private static final long PATIENCE_MILLIS = 60_000;

  @TempDir Path folder;

  private OpenDoor door() throws Exception {
    return new OpenDoor(folder.resolve("mqtt-users"), Optional.empty());
  }

  private static MqttAsyncClient five(String uri, MqttConnectionOptions options)
      throws MqttException {
    MqttAsyncClient client = new MqttAsyncClient(uri, "five", new MemoryPersistence());
    client.connect(options).waitForCompletion(PATIENCE_MILLIS);
    return client;
  }

  private static String uri(OpenDoor door) {
    return "tcp://127.0.0.1:" + door.port();
  }

  private static byte[] message(int number) {
    // A CBOR array of one integer of three bytes.
    return new byte[] {(byte) 0x81, 0x19, (byte) (number >> 8 | 1), (byte) number};
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void versionFivePublishes(int quality) throws Exception {
    try (OpenDoor door = door()) {
      MqttAsyncClient client = five(uri(door), new MqttConnectionOptions());
      List<IMqttToken> tokens =
          IntStream.range(0, 200)
              .mapToObj(number -> {
                try {
                  return client.publish(OpenDoor.TOPIC, message(number), quality, false);
                } catch (MqttException e) {
                  throw new AssertionError(e);
                }
              })
              .toList();
      for (IMqttToken token : tokens) {
        token.waitForCompletion(PATIENCE_MILLIS);
        if (quality == 1) {
          assertThat(token.getReasonCodes()).containsExactly(0);
          assertThat(token.getResponseProperties().getUserProperties())
              .containsExactly(new UserProperty("accepted", "cmVjZWlwdA=="));
        }
      }
      for (int number = 0; number < 200; number++) {
        assertThat(door.taken()).isEqualTo(Bytes.copyOf(message(number)));
      }
      client.disconnect().waitForCompletion(PATIENCE_MILLIS);
      client.close();
    }
  }

  @Test
  void versionFiveHearsWhyItIsRefused() throws Exception {
    try (OpenDoor door = door()) {
      MqttAsyncClient client = five(uri(door), new MqttConnectionOptions());
      IMqttToken token = client.publish(OpenDoor.TOPIC, new byte[] {2}, 1, false);
      try {
        token.waitForCompletion(PATIENCE_MILLIS);
      } catch (MqttException refused) {
        assertThat(refused.getReasonCode()).isEqualTo(0x87);
      }
      assertThat(token.getReasonCodes()).containsExactly(0x87);
      assertThat(token.getResponseProperties().getReasonString())
          .isEqualTo("bad_signature: the device did not sign");
      client.disconnect().waitForCompletion(PATIENCE_MILLIS);
      client.close();
    }
  }

  @Test
  void whatIsNotDurableIsNotDelivered() throws Exception {
    try (OpenDoor door = door()) {
      MqttAsyncClient client = five(uri(door), new MqttConnectionOptions());
      IMqttToken token = client.publish(OpenDoor.TOPIC, new byte[] {3}, 1, false);
      assertThatThrownBy(() -> token.waitForCompletion(PATIENCE_MILLIS))
          .isInstanceOf(MqttException.class);
      assertThat(client.isConnected()).isFalse();
      client.close();
    }
  }

  @Test
  void versionFiveCannotSubscribe() throws Exception {
    try (OpenDoor door = door()) {
      MqttAsyncClient client = five(uri(door), new MqttConnectionOptions());
      IMqttToken token = client.subscribe(OpenDoor.TOPIC, 1);
      try {
        token.waitForCompletion(PATIENCE_MILLIS);
      } catch (MqttException refused) {
        assertThat(refused.getReasonCode()).isEqualTo(0x83);
      }
      assertThat(token.getReasonCodes()).containsExactly(0x83);
      client.disconnect().waitForCompletion(PATIENCE_MILLIS);
      client.close();
    }
  }

  private static org.eclipse.paho.client.mqttv3.MqttClient three(
      String uri, MqttConnectOptions options) throws Exception {
    org.eclipse.paho.client.mqttv3.MqttClient client =
        new org.eclipse.paho.client.mqttv3.MqttClient(
            uri, "three", new org.eclipse.paho.client.mqttv3.persist.MemoryPersistence());
    client.setTimeToWait(PATIENCE_MILLIS);
    client.connect(options);
    return client;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void versionThreePublishes(int quality) throws Exception {
    try (OpenDoor door = door();
        var client = three(uri(door), new MqttConnectOptions())) {
      for (int number = 0; number < 50; number++) {
        client.publish(OpenDoor.TOPIC, message(number), quality, false);
      }
      for (int number = 0; number < 50; number++) {
        assertThat(door.taken()).isEqualTo(Bytes.copyOf(message(number)));
      }
      // Acknowledged, and counted as what it is.
      client.publish(OpenDoor.TOPIC, new byte[] {2}, Math.max(1, quality), false);
      assertThat(door.door().counts().publishes())
          .containsEntry("accepted", 50L)
          .containsEntry("refused", 1L);
      client.disconnect();
    }
  }

  @Test
  void whatWasUnderWayWhenTheConnectionBrokeComesAgain() throws Exception {
    MqttConnectOptions lasting = new MqttConnectOptions();
    lasting.setCleanSession(false);
    try (OpenDoor door = door()) {
      var client =
          new org.eclipse.paho.client.mqttv3.MqttAsyncClient(
              uri(door), "lasting", new org.eclipse.paho.client.mqttv3.persist.MemoryPersistence());
      Semaphore lost = new Semaphore(0);
      client.setCallback(losing(lost));
      client.connect(lasting).waitForCompletion(PATIENCE_MILLIS);
      var token = client.publish(OpenDoor.TOPIC, new byte[] {3}, 2, false);
      // The disk is full: the door closes the connection and keeps the answer to itself.
      lost.acquire();
      assertThat(token.isComplete() && token.getException() == null).isFalse();
      assertThat(door.door().counts().publishes()).containsEntry("failed", 1L);
      door.makeRoom();
      var again = client.connect(lasting);
      again.waitForCompletion(PATIENCE_MILLIS);
      assertThat(again.getSessionPresent()).isTrue();
      assertThat(door.taken()).isEqualTo(Bytes.wrap(new byte[] {3}));
      token.waitForCompletion(PATIENCE_MILLIS);
      client.disconnect().waitForCompletion(PATIENCE_MILLIS);
      client.close();
    }
  }

  private static MqttCallback losing(Semaphore lost) {
    return new MqttCallback() {
      @Override
      public void connectionLost(Throwable cause) {
        lost.release();
      }

      @Override
      public void messageArrived(String topic, MqttMessage message) {}

      @Override
      public void deliveryComplete(IMqttDeliveryToken token) {}
    };
  }

  @Test
  void bothVersionsLogInOverTls() throws Exception {
    Certificate certificate = Certificate.in(folder);
    String password = new MqttUsers(folder.resolve("mqtt-users")).add("garden");
    try (OpenDoor door =
        new OpenDoor(folder.resolve("mqtt-users"), Optional.of(certificate.tls()))) {
      String uri = "ssl://localhost:" + door.tlsPort();
      MqttConnectOptions three = new MqttConnectOptions();
      three.setSocketFactory(trusting(certificate));
      three.setUserName("garden");
      three.setPassword(password.toCharArray());
      try (var client = three(uri, three)) {
        client.publish(OpenDoor.TOPIC, message(1), 2, false);
        client.disconnect();
      }
      MqttConnectionOptions five = new MqttConnectionOptions();
      five.setSocketFactory(trusting(certificate));
      five.setUserName("garden");
      five.setPassword(password.getBytes(StandardCharsets.UTF_8));
      MqttAsyncClient client = five(uri, five);
      client.publish(OpenDoor.TOPIC, message(2), 2, false).waitForCompletion(PATIENCE_MILLIS);
      client.disconnect().waitForCompletion(PATIENCE_MILLIS);
      client.close();
      assertThat(door.untold()).isEqualTo(2);
      five.setPassword("guess".getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> five(uri, five))
          .isInstanceOfSatisfying(
              MqttException.class, e -> assertThat(e.getReasonCode()).isEqualTo(0x86));
    }
  }

  private static SSLSocketFactory trusting(Certificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("door", certificate.store().getCertificate("door"));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  @Test
  void aPortThatIsTakenIsSaid() throws Exception {
    try (OpenDoor door = door()) {
      assertThatThrownBy(() ->
              MqttDoor.open(
                  new MqttDoor.Address(
                      "127.0.0.1",
                      OptionalInt.of(door.port()),
                      OptionalInt.empty(),
                      Optional.empty()),
                  new MqttDoor.House(
                      new Batches(wires -> List.of(), BatchLimits.USUAL),
                      "air"::equals,
                      () -> true,
                      new MqttUsers(folder.resolve("none"))),
                  MqttLimits.USUAL))
          .hasMessageContaining("port " + door.port());
    }
  }

  @Test
  void beyondTheLimitConnectionsAreClosed() throws Exception {
    MqttLimits usual = MqttLimits.USUAL;
    MqttLimits two =
        new MqttLimits(
            usual.packetBytes(),
            usual.packetMessages(),
            2,
            usual.windowMessages(),
            usual.windowBytes(),
            usual.connectTime(),
            usual.packetTime(),
            usual.keepAlive(),
            usual.sessions(),
            usual.sessionTime(),
            usual.failedLogins());
    try (OpenDoor door = new OpenDoor(folder.resolve("users"), Optional.empty(), two);
        Socket first = new Socket(InetAddress.getLoopbackAddress(), door.port());
        Socket second = new Socket(InetAddress.getLoopbackAddress(), door.port());
        Socket third = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      assertThat(third.getInputStream().read()).isEqualTo(-1);
      assertThat(door.door().counts().connects()).containsEntry("too_many_connections", 1L);
      // The place of one who goes is free.
      first.close();
      while (door.door().counts().connections() > 1) {
        Thread.onSpinWait();
      }
      try (var client = three(uri(door), new MqttConnectOptions())) {
        client.publish(OpenDoor.TOPIC, message(1), 1, false);
        client.disconnect();
      }
    }
  }
}
