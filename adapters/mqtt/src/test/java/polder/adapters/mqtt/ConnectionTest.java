package polder.adapters.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import polder.node.gateway.Reply;
import polder.protocol.Hash;

/** The handlers of one connection, with a disk and a clock that the test moves. */
class ConnectionTest {
  private static final MqttVersion FIVE = MqttVersion.MQTT_5;
  private static final MqttVersion THREE = MqttVersion.MQTT_3_1_1;
  private static final MqttQoS ZERO = MqttQoS.AT_MOST_ONCE;
  private static final MqttQoS ONE = MqttQoS.AT_LEAST_ONCE;
  private static final MqttQoS TWO = MqttQoS.EXACTLY_ONCE;

  @TempDir Path folder;
  private final HeldLane lane = new HeldLane();
  private Parts parts = TestParts.on(lane, Path.of("none"));
  private Dialogue client = new Dialogue(parts);

  @BeforeEach
  void begin() {
    parts = TestParts.on(lane, folder.resolve("mqtt-users"));
    client = new Dialogue(parts);
  }

  @AfterEach
  void end() {
    client.close();
  }

  @ParameterizedTest
  @EnumSource
  void isAcknowledgedAfterTheAnswerAndNotBefore(MqttVersion version) {
    client.connect(version);
    client.publish(1, ONE);
    client.publish(2, TWO);
    client.saysNothing();
    lane.answer(HeldLane.accepted("first"));
    assertThat(Dialogue.id(client.next(MqttMessageType.PUBACK))).isEqualTo(1);
    client.saysNothing();
    lane.answer(HeldLane.accepted("second"));
    assertThat(Dialogue.id(client.next(MqttMessageType.PUBREC))).isEqualTo(2);
    client.release(2);
    assertThat(Dialogue.id(client.next(MqttMessageType.PUBCOMP))).isEqualTo(2);
  }

  @Test
  void acknowledgesInTheOrderOfArrival() {
    client.connect(THREE);
    client.publish(7, ONE);
    client.publish(5, ONE);
    lane.answerLast(HeldLane.accepted("second"));
    client.saysNothing();
    lane.answer(HeldLane.accepted("first"));
    assertThat(Dialogue.id(client.next())).isEqualTo(7);
    assertThat(Dialogue.id(client.next())).isEqualTo(5);
  }

  @Test
  void tellsReceiptAndReasonInMqttFive() {
    client.connect(FIVE);
    client.publish(1, ONE, false, Dialogue.TOPIC, MqttProperties.NO_PROPERTIES, new byte[] {1, 2});
    lane.answer(HeldLane.accepted("receipt"), HeldLane.refused("bad_signature"));
    MqttMessage answer = client.next(MqttMessageType.PUBACK);
    assertThat(Dialogue.code(answer)).isEqualTo(0x87);
    assertThat(Dialogue.reason(answer).orElseThrow())
        .isEqualTo("1 of 2 messages refused, the first as bad_signature: because");
    assertThat(verdicts(answer))
        .containsExactly("accepted=cmVjZWlwdA==", "refused=bad_signature: because");
  }

  private static List<String> verdicts(MqttMessage message) {
    MqttProperties properties =
        ((MqttPubReplyMessageVariableHeader) message.variableHeader()).properties();
    return properties.getProperties(MqttProperties.USER_PROPERTY).stream()
        .map(property -> ((MqttProperties.UserProperty) property).value())
        .map(pair -> pair.key + "=" + pair.value)
        .toList();
  }

  @Test
  void explainsNothingToWhoWantsNoExplanations() {
    client.connect(
        FIVE,
        connect -> connect.properties(integer(MqttProperties.REQUEST_PROBLEM_INFORMATION, 0)));
    client.publish(1, ONE);
    lane.answer(HeldLane.refused("malformed"));
    MqttMessage answer = client.next(MqttMessageType.PUBACK);
    assertThat(Dialogue.code(answer)).isEqualTo(0x99);
    assertThat(Dialogue.reason(answer)).isEmpty();
    assertThat(verdicts(answer)).isEmpty();
  }

  @Test
  void leavesOutWhatIsTooLargeForTheClient() {
    client.connect(
        FIVE, connect -> connect.properties(integer(MqttProperties.MAXIMUM_PACKET_SIZE, 64)));
    client.publish(1, ONE);
    lane.answer(HeldLane.accepted("a receipt that is longer than the client can take".repeat(2)));
    MqttMessage answer = client.next(MqttMessageType.PUBACK);
    assertThat(Dialogue.code(answer)).isZero();
    assertThat(verdicts(answer)).isEmpty();
  }

  private static MqttProperties integer(int id, int value) {
    MqttProperties properties = new MqttProperties();
    properties.add(new MqttProperties.IntegerProperty(id, value));
    return properties;
  }

  @Test
  void acknowledgesARefusalToMqttThreeWhichWouldElseSendItForEver() {
    client.connect(THREE);
    client.publish(1, ONE);
    lane.answer(HeldLane.refused("too_old"));
    client.next(MqttMessageType.PUBACK);
    client.publish(2, TWO);
    lane.answer(HeldLane.refused("too_old"));
    client.next(MqttMessageType.PUBREC);
    client.release(2);
    client.next(MqttMessageType.PUBCOMP);
    assertThat(client.isOpen()).isTrue();
    assertThat(parts.counts().all().publishes()).containsEntry("refused", 2L);
  }

  @Test
  void anErrorEndsAnExchangeOfQualityTwoInMqttFive() {
    client.connect(FIVE);
    client.publish(1, TWO);
    lane.answer(HeldLane.refused("too_many"));
    assertThat(Dialogue.code(client.next(MqttMessageType.PUBREC))).isEqualTo(0x97);
    // The identifier is free again.
    client.publish(1, TWO);
    lane.answer(HeldLane.accepted("now"));
    assertThat(Dialogue.code(client.next(MqttMessageType.PUBREC))).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotDurableIsNeverAcknowledged(MqttVersion version) {
    client.connect(version);
    client.publish(1, ONE);
    client.publish(2, ONE);
    lane.answer(new Reply.Failed(Hash.ZERO, "the disk is full"));
    lane.answer(HeldLane.accepted("behind it"));
    if (version == FIVE) {
      MqttMessage goodbye = client.next(MqttMessageType.DISCONNECT);
      assertThat(Dialogue.code(goodbye)).isEqualTo(0x83);
      assertThat(Dialogue.reason(goodbye)).contains("the disk is full");
    }
    client.saysNothing();
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void aBusyNodeEndsTheConnectionSoThatTheClientSendsAgain() {
    client.connect(FIVE);
    client.publish(1, TWO);
    lane.answer(new Reply.Busy(Hash.ZERO));
    assertThat(Dialogue.code(client.next(MqttMessageType.DISCONNECT))).isEqualTo(0x89);
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void nothingIsEverSaidAboutQualityZero() {
    client.connect(FIVE);
    client.publish(0, ZERO);
    client.publish(0, ZERO);
    lane.answer(HeldLane.refused("too_old"));
    lane.answer(new Reply.Busy(Hash.ZERO));
    client.saysNothing();
    assertThat(client.isOpen()).isTrue();
    assertThat(parts.counts().all().publishes())
        .containsEntry("refused", 1L)
        .containsEntry("busy", 1L);
  }

  @ParameterizedTest
  @EnumSource
  void aRepetitionOfQualityTwoIsHandedOnOnce(MqttVersion version) {
    client.connect(version);
    client.publish(9, TWO);
    client.publishAgain(9, TWO);
    assertThat(lane.waiting()).isEqualTo(1);
    lane.answer(HeldLane.accepted("once"));
    client.next(MqttMessageType.PUBREC);
    client.saysNothing();
    client.publishAgain(9, TWO);
    assertThat(lane.waiting()).isZero();
    assertThat(Dialogue.id(client.next(MqttMessageType.PUBREC))).isEqualTo(9);
    client.release(9);
    client.next(MqttMessageType.PUBCOMP);
  }

  @Test
  void anotherMessageUnderAnIdentifierInUseIsNotTakenForTheFirst() {
    client.connect(FIVE);
    client.publish(9, ONE);
    client.publish(9, ONE);
    assertThat(Dialogue.code(client.next(MqttMessageType.DISCONNECT))).isEqualTo(0x82);
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void completesWhatWasReceivedOnAConnectionBefore() {
    client.connect(FIVE);
    client.release(77);
    MqttMessage completed = client.next(MqttMessageType.PUBCOMP);
    assertThat(Dialogue.id(completed)).isEqualTo(77);
    assertThat(Dialogue.code(completed)).isZero();
  }

  @Test
  void cannotReleaseWhatWasNotReceived() {
    client.connect(FIVE);
    client.publish(3, TWO);
    client.release(3);
    assertThat(Dialogue.code(client.next(MqttMessageType.DISCONNECT))).isEqualTo(0x82);
  }

  @Test
  void holdsMqttFiveToTheWindowThatWasAnnounced() {
    MqttConnAckMessage welcome = client.connect(FIVE);
    assertThat(
            Handshake.number(welcome.variableHeader().properties(), MqttProperties.RECEIVE_MAXIMUM))
        .contains(4L);
    for (int id = 1; id <= 4; id++) {
      client.publish(id, TWO);
      lane.answer(HeldLane.accepted("received, and not released"));
      client.next(MqttMessageType.PUBREC);
    }
    client.publish(5, ONE);
    assertThat(Dialogue.code(client.next(MqttMessageType.DISCONNECT))).isEqualTo(0x93);
  }

  @ParameterizedTest
  @EnumSource
  void readsNoFasterThanTheDiskWrites(MqttVersion version) {
    client.connect(version);
    for (int id = 1; id <= 4; id++) {
      assertThat(client.server().config().isAutoRead()).isTrue();
      client.publish(id, ONE);
    }
    assertThat(client.server().config().isAutoRead()).isFalse();
    lane.answer(HeldLane.accepted("1"));
    client.next();
    assertThat(client.server().config().isAutoRead()).isFalse();
    lane.answer(HeldLane.accepted("2"));
    client.next();
    assertThat(client.server().config().isAutoRead()).isTrue();
  }

  @Test
  void stopsReadingWhereItsLaneIsFull() {
    client.connect(THREE);
    lane.fill();
    client.publish(1, ONE);
    assertThat(client.server().config().isAutoRead()).isFalse();
    lane.answer(HeldLane.accepted("1"));
    client.next();
    assertThat(client.server().config().isAutoRead()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whoSaysNothingForOneAndAHalfKeepAlivesIsSentAway(MqttVersion version) {
    client.connect(version);
    client.pass(Duration.ofSeconds(89));
    client.send(MqttMessage.PINGREQ);
    client.next(MqttMessageType.PINGRESP);
    client.pass(Duration.ofSeconds(89));
    assertThat(client.isOpen()).isTrue();
    client.pass(Duration.ofSeconds(1));
    if (version == FIVE) {
      assertThat(Dialogue.code(client.next(MqttMessageType.DISCONNECT))).isEqualTo(0x8d);
    }
    assertThat(client.isOpen()).isFalse();
    assertThat(parts.counts().all().ends()).containsEntry("silent", 1L);
  }

  @Test
  void aSlowDiskIsNotTheClientsSilence() {
    client.connect(FIVE);
    for (int id = 1; id <= 4; id++) {
      client.publish(id, ONE);
    }
    client.pass(Duration.ofMinutes(10));
    assertThat(client.isOpen()).isTrue();
    for (int id = 1; id <= 4; id++) {
      lane.answer(HeldLane.accepted("late"));
      client.next(MqttMessageType.PUBACK);
    }
    client.pass(Duration.ofSeconds(89));
    assertThat(client.isOpen()).isTrue();
    client.pass(Duration.ofSeconds(1));
    client.next(MqttMessageType.DISCONNECT);
  }

  @Test
  void setsAKeepAliveWhereThereIsNone() {
    MqttConnAckMessage welcome = client.connect(FIVE, connect -> connect.keepAlive(0));
    assertThat(
            Handshake.number(
                welcome.variableHeader().properties(), MqttProperties.SERVER_KEEP_ALIVE))
        .contains(1_200L);
    client.pass(Duration.ofMinutes(29));
    assertThat(client.isOpen()).isTrue();
    client.pass(Duration.ofMinutes(1));
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void whoTricklesAConnectIsCutOff() {
    client.raw(new byte[] {0x10, 0x40, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 0x32});
    for (int second = 0; second < 9; second++) {
      client.pass(Duration.ofSeconds(1));
      client.raw((byte) 'a');
    }
    assertThat(client.isOpen()).isTrue();
    client.pass(Duration.ofSeconds(1));
    assertThat(client.isOpen()).isFalse();
    assertThat(parts.counts().all().connects()).containsEntry("too_slow", 1L);
  }

  @Test
  void whoTricklesAPublicationIsCutOff() {
    client.connect(THREE);
    client.raw((byte) 0x32, (byte) 0x60, (byte) 0, (byte) 0x50);
    for (int second = 0; second < 29; second++) {
      client.pass(Duration.ofSeconds(1));
      client.raw((byte) 'a');
    }
    assertThat(client.isOpen()).isTrue();
    client.pass(Duration.ofSeconds(1));
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void aPacketThatIsTooLargeEndsTheConnectionBeforeItIsRead() {
    client.connect(FIVE);
    client.raw((byte) 0x32, (byte) 0xff, (byte) 0xff, (byte) 0x7f);
    assertThat(Dialogue.code(client.next(MqttMessageType.DISCONNECT))).isEqualTo(0x95);
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void garbageIsClosedWithoutAWord() {
    client.raw("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    client.saysNothing();
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void aTopicIsNamedOnceAndAliasedAfterwards() {
    MqttConnAckMessage welcome = client.connect(FIVE);
    assertThat(
            Handshake.number(
                welcome.variableHeader().properties(), MqttProperties.TOPIC_ALIAS_MAXIMUM))
        .contains((long) Topics.MOST_ALIASES);
    MqttProperties alias = integer(MqttProperties.TOPIC_ALIAS, 3);
    client.publish(1, ONE, false, Dialogue.TOPIC, alias, Dialogue.MESSAGE);
    client.publish(2, ONE, false, "", alias, Dialogue.MESSAGE);
    assertThat(lane.waiting()).isEqualTo(2);
    client.publish(3, ONE, false, "", integer(MqttProperties.TOPIC_ALIAS, 4), Dialogue.MESSAGE);
    assertThat(Dialogue.code(client.next(MqttMessageType.DISCONNECT))).isEqualTo(0x82);
  }

  @Test
  void anAliasOutOfRangeEndsTheConnection() {
    client.connect(FIVE);
    client.publish(
        1, ONE, false, Dialogue.TOPIC, integer(MqttProperties.TOPIC_ALIAS, 17), Dialogue.MESSAGE);
    assertThat(Dialogue.code(client.next(MqttMessageType.DISCONNECT))).isEqualTo(0x94);
  }

  @Test
  void aWrongTopicIsToldToMqttFiveAndEndsMqttThree() {
    client.connect(FIVE);
    client.publish(
        1, ONE, false, "polder/messages", MqttProperties.NO_PROPERTIES, Dialogue.MESSAGE);
    MqttMessage answer = client.next(MqttMessageType.PUBACK);
    assertThat(Dialogue.code(answer)).isEqualTo(0x90);
    assertThat(Dialogue.reason(answer).orElseThrow()).startsWith("wrong_topic: ");
    try (Dialogue three = new Dialogue(parts)) {
      three.connect(THREE, connect -> connect.clientId("three"));
      three.publish(
          1, ONE, false, "polder/messages", MqttProperties.NO_PROPERTIES, Dialogue.MESSAGE);
      three.saysNothing();
      assertThat(three.isOpen()).isFalse();
    }
    assertThat(lane.waiting()).isZero();
  }

  @Test
  void aNetworkThatIsNotThereIsRefusedInItsTurn() {
    client.connect(FIVE);
    client.publish(1, ONE);
    client.publish(
        2, ONE, false, "polder/water/messages", MqttProperties.NO_PROPERTIES, Dialogue.MESSAGE);
    client.saysNothing();
    lane.answer(HeldLane.accepted("first"));
    assertThat(Dialogue.code(client.next(MqttMessageType.PUBACK))).isZero();
    MqttMessage answer = client.next(MqttMessageType.PUBACK);
    assertThat(Dialogue.code(answer)).isEqualTo(0x90);
    assertThat(Dialogue.reason(answer).orElseThrow()).startsWith("unknown_network: ");
  }

  @Test
  void whatIsNoCborOrTooManyMessagesIsRefused() {
    client.connect(FIVE);
    client.publish(
        1, ONE, false, Dialogue.TOPIC, MqttProperties.NO_PROPERTIES, new byte[] {1, 2, 3, 4});
    assertThat(Dialogue.reason(client.next(MqttMessageType.PUBACK)).orElseThrow())
        .startsWith("too_many_messages: ");
    client.publish(2, ONE, false, Dialogue.TOPIC, MqttProperties.NO_PROPERTIES, new byte[0]);
    assertThat(Dialogue.code(client.next(MqttMessageType.PUBACK))).isEqualTo(0x99);
    client.publish(
        3, ONE, false, Dialogue.TOPIC, MqttProperties.NO_PROPERTIES, new byte[] {(byte) 0xff});
    assertThat(Dialogue.code(client.next(MqttMessageType.PUBACK))).isEqualTo(0x99);
    assertThat(lane.waiting()).isZero();
  }

  @Test
  void nothingIsRetained() {
    MqttConnAckMessage welcome = client.connect(FIVE);
    assertThat(
            Handshake.number(
                welcome.variableHeader().properties(), MqttProperties.RETAIN_AVAILABLE))
        .contains(0L);
    client.send(retained(1));
    assertThat(Dialogue.code(client.next(MqttMessageType.DISCONNECT))).isEqualTo(0x9a);
    try (Dialogue three = new Dialogue(parts)) {
      // It cannot be told that nothing is retained, and loses nothing by it.
      three.connect(THREE, connect -> connect.clientId("three"));
      three.send(retained(1));
      lane.answer(HeldLane.accepted("taken"));
      three.next(MqttMessageType.PUBACK);
    }
  }

  private static MqttPublishMessage retained(int id) {
    return new MqttPublishMessage(
        new MqttFixedHeader(MqttMessageType.PUBLISH, false, ONE, true, 0),
        new MqttPublishVariableHeader(Dialogue.TOPIC, id, MqttProperties.NO_PROPERTIES),
        Unpooled.copiedBuffer(Dialogue.MESSAGE));
  }

  @Test
  void subscriptionsAreRefusedAsEachVersionCan() {
    client.connect(FIVE);
    client.send(
        MqttMessageBuilders.subscribe()
            .messageId(5)
            .addSubscription(ONE, "polder/#")
            .addSubscription(ZERO, "a")
            .build());
    MqttSubAckMessage five = (MqttSubAckMessage) client.next(MqttMessageType.SUBACK);
    assertThat(five.variableHeader().messageId()).isEqualTo(5);
    assertThat(five.payload().reasonCodes()).containsExactly(0x83, 0x83);
    client.send(MqttMessageBuilders.unsubscribe().messageId(6).addTopicFilter("a").build());
    MqttUnsubAckMessage none = (MqttUnsubAckMessage) client.next(MqttMessageType.UNSUBACK);
    assertThat(none.payload().unsubscribeReasonCodes()).containsExactly((short) 0x11);
    try (Dialogue three = new Dialogue(parts)) {
      three.connect(THREE, connect -> connect.clientId("three"));
      three.send(
          MqttMessageBuilders.subscribe().messageId(5).addSubscription(ONE, "polder/#").build());
      MqttSubAckMessage refusal = (MqttSubAckMessage) three.next(MqttMessageType.SUBACK);
      assertThat(refusal.payload().reasonCodes()).containsExactly(0x80);
      assertThat(three.isOpen()).isTrue();
    }
  }

  @Test
  void aStopAnswersWhatIsUnderWayBeforeItSaysGoodbye() {
    client.connect(FIVE);
    client.publish(1, ONE);
    client.server().pipeline().fireUserEventTriggered(new MqttDoor.Stop());
    client.saysNothing();
    assertThat(client.server().config().isAutoRead()).isFalse();
    lane.answer(HeldLane.accepted("still"));
    client.next(MqttMessageType.PUBACK);
    assertThat(Dialogue.code(client.next(MqttMessageType.DISCONNECT))).isEqualTo(0x8b);
    assertThat(client.isOpen()).isFalse();
  }
}
