package polder.agent.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import polder.agent.format.Measured;
import polder.agent.format.Topics;

/**
 * Listens to a broker (MQTT 3.1.1, which all brokers speak). Each connection is a clean session: a
 * broker that kept messages while the agent was away would deliver values of unknown age.
 */
final class MqttSource implements ReadingSource {
  private static final int QUEUE = 1000;
  private static final int MAX_PAYLOAD = 256 * 1024;
  private static final int CONNECT_SECONDS = 15;
  private static final int KEEP_ALIVE_SECONDS = 30;

  private final MqttAddress address;
  private final Backoff backoff;

  MqttSource(MqttAddress address, Backoff backoff) {
    this.address = address;
    this.backoff = backoff;
  }

  @Override
  public String name() {
    return address.toString();
  }

  private record Arrived(String topic, String payload, boolean retained, long timeMillis) {}

  @Override
  public boolean ends() {
    return false;
  }

  @Override
  public void run(Intake intake) throws IOException, InterruptedException {
    Topics topics = new Topics(intake::isChosen);
    while (true) {
      String why;
      try {
        why = listen(intake, topics);
      } catch (MqttException e) {
        why = said(e);
      }
      long wait = backoff.nextMillis();
      intake.notice("the broker " + address.server() + " is away (" + why + "); trying again");
      Thread.sleep(wait);
    }
  }

  /** Listens until the connection is lost; says why it was. */
  private String listen(Intake intake, Topics topics)
      throws MqttException, IOException, InterruptedException {
    MqttAsyncClient client =
        new MqttAsyncClient(
            address.server(), "polder-" + UUID.randomUUID(), new MemoryPersistence());
    BlockingQueue<Arrived> arrived = new ArrayBlockingQueue<>(QUEUE);
    Connection connection = new Connection(arrived);
    client.setCallback(connection);
    try {
      client.connect(options()).waitForCompletion(TimeUnit.SECONDS.toMillis(CONNECT_SECONDS));
      Set<String> subscribed = new TreeSet<>();
      subscribe(client, subscribed, address.filter());
      intake.notice("listening to " + address);
      backoff.reset();
      while (true) {
        Arrived message = arrived.poll(1, TimeUnit.SECONDS);
        if (message != null) {
          take(message, topics, intake);
          for (String topic : topics.wanted()) {
            subscribe(client, subscribed, topic);
          }
        } else if (connection.lost.getCount() == 0) {
          return connection.why;
        }
      }
    } finally {
      close(client);
    }
  }

  private void take(Arrived message, Topics topics, Intake intake) throws IOException {
    List<Measured> sample =
        topics.read(message.topic(), message.payload(), message.retained(), message.timeMillis());
    if (!sample.isEmpty()) {
      intake.take(sample, Optional.empty());
    }
  }

  private void subscribe(MqttAsyncClient client, Set<String> subscribed, String topic)
      throws MqttException {
    if (subscribed.add(topic) && (topic.equals(address.filter()) || !address.covers(topic))) {
      client.subscribe(topic, 1).waitForCompletion(TimeUnit.SECONDS.toMillis(CONNECT_SECONDS));
    }
  }

  private MqttConnectOptions options() {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setCleanSession(true);
    options.setAutomaticReconnect(false);
    options.setConnectionTimeout(CONNECT_SECONDS);
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    address.user().ifPresent(options::setUserName);
    address.password().ifPresent(password -> options.setPassword(password.toCharArray()));
    return options;
  }

  private static void close(MqttAsyncClient client) throws MqttException {
    try {
      client.disconnectForcibly(1_000, 1_000);
    } catch (MqttException e) {
      // It was not connected; closing is all that is left to do.
    } finally {
      client.close(true);
    }
  }

  private static String said(MqttException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).replaceAll("\\s+", " ");
  }

  /** What the client's own thread does: hand over, and wait when the queue is full. */
  private static final class Connection implements MqttCallback {
    private final BlockingQueue<Arrived> arrived;
    private final CountDownLatch lost = new CountDownLatch(1);
    private volatile String why = "the connection was lost";

    Connection(BlockingQueue<Arrived> arrived) {
      this.arrived = arrived;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) throws InterruptedException {
      if (message.getPayload().length > MAX_PAYLOAD) {
        return;
      }
      String payload;
      try {
        payload =
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(message.getPayload()))
                .toString();
      } catch (CharacterCodingException e) {
        return; // Not text: a camera's picture, for instance.
      }
      arrived.put(new Arrived(topic, payload, message.isRetained(), System.currentTimeMillis()));
    }

    @Override
    public void connectionLost(Throwable cause) {
      if (cause instanceof MqttException e) {
        why = said(e);
      }
      lost.countDown();
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // Nothing is ever published.
    }
  }
}
