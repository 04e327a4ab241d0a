package polder.adapters.mqtt;

import static io.netty.handler.codec.mqtt.MqttConnectReturnCode.CONNECTION_ACCEPTED;
import static io.netty.handler.codec.mqtt.MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD;
import static io.netty.handler.codec.mqtt.MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD;
import static io.netty.handler.codec.mqtt.MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD;
import static io.netty.handler.codec.mqtt.MqttConnectReturnCode.CONNECTION_REFUSED_CONNECTION_RATE_EXCEEDED;
import static io.netty.handler.codec.mqtt.MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED;
import static io.netty.handler.codec.mqtt.MqttConnectReturnCode.CONNECTION_REFUSED_RETAIN_NOT_SUPPORTED;
import static io.netty.handler.codec.mqtt.MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and with which session. */
class HandshakeTest {
  private static final MqttVersion FIVE = MqttVersion.MQTT_5;
  private static final MqttVersion THREE = MqttVersion.MQTT_3_1_1;

  @TempDir Path folder;
  private Path file = Path.of("none");
  private Parts parts = TestParts.on(new HeldLane(), file);

  @BeforeEach
  void begin() {
    file = folder.resolve("mqtt-users");
    parts = TestParts.on(new HeldLane(), file);
  }

  private MqttConnectReturnCode answer(
      MqttVersion version, Consumer<MqttMessageBuilders.ConnectBuilder> more) {
    try (Dialogue client = new Dialogue(parts)) {
      MqttConnectReturnCode code =
          client.connect(version, more).variableHeader().connectReturnCode();
      assertThat(client.isOpen()).isEqualTo(code == CONNECTION_ACCEPTED);
      return code;
    }
  }

  private static Consumer<MqttMessageBuilders.ConnectBuilder> login(String user, String password) {
    return connect ->
        connect
            .hasUser(true)
            .username(user)
            .hasPassword(true)
            .password(password.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everybodyIsWelcomeUntilThereAreUsers() throws IOException {
    assertThat(answer(THREE, connect -> {})).isEqualTo(CONNECTION_ACCEPTED);
    assertThat(answer(THREE, login("anybody", "anything"))).isEqualTo(CONNECTION_ACCEPTED);
    String password = new MqttUsers(file).add("garden");
    assertThat(password).hasSize(32);
    assertThat(Files.readString(file)).doesNotContain(password);
    assertThat(answer(THREE, login("garden", password))).isEqualTo(CONNECTION_ACCEPTED);
    assertThat(answer(FIVE, login("garden", password))).isEqualTo(CONNECTION_ACCEPTED);
    assertThat(answer(FIVE, connect -> {})).isEqualTo(CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD);
    assertThat(answer(THREE, login("garden", password + "x")))
        .isEqualTo(CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD);
    assertThat(new MqttUsers(file).remove("garden")).isTrue();
    assertThat(answer(THREE, login("garden", password)))
        .isEqualTo(CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD);
  }

  @Test
  void aDamagedListOfUsersLetsNobodyIn() throws IOException {
    Files.writeString(file, "garden in-clear-text\n");
    assertThat(answer(FIVE, login("garden", "in-clear-text")))
        .isEqualTo(CONNECTION_REFUSED_SERVER_UNAVAILABLE_5);
  }

  @Test
  void whoFailsTooOftenIsNotListenedTo() throws IOException {
    String password = new MqttUsers(file).add("garden");
    for (int failure = 0; failure < TestParts.SMALL.failedLogins(); failure++) {
      assertThat(answer(FIVE, login("garden", "guess")))
          .isEqualTo(CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD);
    }
    assertThat(answer(FIVE, login("garden", password)))
        .isEqualTo(CONNECTION_REFUSED_CONNECTION_RATE_EXCEEDED);
  }

  @Test
  void failuresAreForgottenAfterAMinute() {
    FailedLogins failed = new FailedLogins(2);
    failed.add("here", 0);
    failed.add("here", 59_000_000_000L);
    assertThat(failed.areTooMany("here", 59_999_999_999L)).isTrue();
    assertThat(failed.areTooMany("there", 59_999_999_999L)).isFalse();
    assertThat(failed.areTooMany("here", 60_000_000_000L)).isFalse();
    failed.add("here", 60_000_000_000L);
    assertThat(failed.areTooMany("here", 60_000_000_000L)).isFalse();
  }

  @Test
  void aNodeThatTakesNothingLetsNobodyIn() {
    parts =
        new Parts(
            parts.lanes(),
            parts.isNetwork(),
            () -> false,
            parts.users(),
            parts.failedLogins(),
            parts.sessions(),
            parts.counts(),
            parts.limits());
    assertThat(answer(FIVE, connect -> {})).isEqualTo(CONNECTION_REFUSED_SERVER_UNAVAILABLE_5);
  }

  @Test
  void whatIsNotOfferedIsRefusedByName() {
    MqttProperties method = new MqttProperties();
    method.add(
        new MqttProperties.StringProperty(MqttProperties.AUTHENTICATION_METHOD, "SCRAM-SHA-1"));
    assertThat(answer(FIVE, connect -> connect.properties(method)))
        .isEqualTo(CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD);
    Consumer<MqttMessageBuilders.ConnectBuilder> retained =
        connect ->
            connect
                .willFlag(true)
                .willTopic("tele/plug/LWT")
                .willMessage("Offline".getBytes(StandardCharsets.UTF_8))
                .willRetain(true);
    assertThat(answer(FIVE, retained)).isEqualTo(CONNECTION_REFUSED_RETAIN_NOT_SUPPORTED);
    // As common firmwares of MQTT 3.1.1 do: nobody would hear of the will anyway.
    assertThat(answer(THREE, retained)).isEqualTo(CONNECTION_ACCEPTED);
    assertThat(answer(THREE, connect -> connect.clientId("").cleanSession(false)))
        .isEqualTo(CONNECTION_REFUSED_IDENTIFIER_REJECTED);
    assertThat(answer(THREE, connect -> connect.clientId("x".repeat(257))))
        .isEqualTo(CONNECTION_REFUSED_IDENTIFIER_REJECTED);
  }

  @Test
  void anotherVersionIsTold() {
    try (Dialogue client = new Dialogue(parts)) {
      byte[] connect = {0x10, 12, 0, 4, 'M', 'Q', 'T', 'T', 6, 2, 0, 60, 0, 0};
      client.raw(connect);
      MqttConnAckMessage answer = (MqttConnAckMessage) client.next(MqttMessageType.CONNACK);
      assertThat(answer.variableHeader().connectReturnCode())
          .isEqualTo(MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION);
      assertThat(client.isOpen()).isFalse();
    }
  }

  @Test
  void givesANameToWhoHasNone() {
    try (Dialogue client = new Dialogue(parts)) {
      MqttConnAckMessage answer = client.connect(FIVE, connect -> connect.clientId(""));
      assertThat(answer.variableHeader().properties())
          .extracting(its -> its.getProperty(MqttProperties.ASSIGNED_CLIENT_IDENTIFIER))
          .isNotNull();
    }
  }

  private boolean present(MqttVersion version, String id, boolean clean, int expirySeconds) {
    MqttProperties properties = new MqttProperties();
    properties.add(
        new MqttProperties.IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, expirySeconds));
    try (Dialogue client = new Dialogue(parts)) {
      return client
          .connect(
              version, connect -> connect.clientId(id).cleanSession(clean).properties(properties))
          .variableHeader()
          .isSessionPresent();
    }
  }

  @Test
  void aSessionIsPresentIfItWasToLastAndDid() {
    assertThat(present(FIVE, "a", false, 0)).isFalse();
    assertThat(present(FIVE, "a", false, 60)).as("the first did not last").isFalse();
    assertThat(present(FIVE, "a", false, 60)).isTrue();
    assertThat(present(FIVE, "a", true, 60)).as("a clean start").isFalse();
    assertThat(present(THREE, "b", false, 0)).isFalse();
    assertThat(present(THREE, "b", false, 0)).isTrue();
    assertThat(present(THREE, "b", true, 0)).isFalse();
    assertThat(present(THREE, "b", false, 0)).isFalse();
  }

  @Test
  void rememberedSessionsAreFewAndEnd() {
    Sessions sessions = new Sessions(2);
    Sessions.Holder nobody = () -> {};
    for (String id : new String[] {"a", "b", "c"}) {
      sessions.open(new Sessions.Key("", id), false, nobody, 0);
      sessions.close(new Sessions.Key("", id), nobody, 10, 0);
    }
    assertThat(sessions.open(new Sessions.Key("", "a"), false, nobody, 1).present()).isFalse();
    assertThat(sessions.open(new Sessions.Key("", "b"), false, nobody, 9_999_999_999L).present())
        .isTrue();
    assertThat(sessions.open(new Sessions.Key("", "c"), false, nobody, 10_000_000_000L).present())
        .isFalse();
    assertThat(sessions.open(new Sessions.Key("user", "b"), false, nobody, 1).present()).isFalse();
  }

  @Test
  void theSecondOfANameTakesTheSessionOver() {
    try (Dialogue first = new Dialogue(parts);
        Dialogue second = new Dialogue(parts)) {
      first.connect(FIVE);
      assertThat(
              second
                  .connect(FIVE, connect -> connect.cleanSession(false))
                  .variableHeader()
                  .isSessionPresent())
          .isTrue();
      assertThat(Dialogue.code(first.next(MqttMessageType.DISCONNECT))).isEqualTo(0x8e);
      assertThat(first.isOpen()).isFalse();
      assertThat(second.isOpen()).isTrue();
    }
  }
}
