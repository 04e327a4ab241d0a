package polder.system;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import polder.agent.Verdict;
import polder.app.DataDirectory;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.message.Message;
import tools.jackson.databind.json.JsonMapper;

/**
 * Into a node over MQTT 5, with a real client: many publications under way, none repeated by it.
 */
final class MqttWay implements Loader.Door {
  private static final String TOPIC = "polder/demo/messages";
  private static final long PATIENCE_MILLIS = 60_000;

  private final MqttAsyncClient client;

  private MqttWay(MqttAsyncClient client) {
    this.client = client;
  }

  /** A message and what the client hears of it. */
  private record Sent(Hash message, IMqttToken token) {}

  /** Connects to the node that runs on {@code data}. */
  static MqttWay open(Path data) throws IOException {
    int port =
        JsonMapper.shared()
            .readTree(Files.readString(new DataDirectory(data).nodeFile(), StandardCharsets.UTF_8))
            .path("mqttPort")
            .asInt(0);
    try {
      MqttAsyncClient client =
          new MqttAsyncClient("tcp://127.0.0.1:" + port, "loader", new MemoryPersistence());
      client.connect(new MqttConnectionOptions()).waitForCompletion(PATIENCE_MILLIS);
      return new MqttWay(client);
    } catch (MqttException e) {
      throw gone(e);
    }
  }

  private static ConnectException gone(MqttException cause) {
    ConnectException gone = new ConnectException("the node went away");
    gone.initCause(cause);
    return gone;
  }

  @Override
  public void post(List<Bytes> messages, Consumer<Verdict> verdicts) throws IOException {
    List<Sent> all = new ArrayList<>();
    MqttException failure = null;
    for (Bytes wire : messages) {
      try {
        all.add(
            new Sent(
                Message.decode(wire.toArray()).id(),
                client.publish(TOPIC, wire.toArray(), 1, false)));
      } catch (MqttException e) {
        failure = e;
      }
    }
    for (Sent sent : all) {
      try {
        sent.token().waitForCompletion(PATIENCE_MILLIS);
        verdicts.accept(verdict(sent));
      } catch (MqttException e) {
        // The others may well have been answered.
        failure = e;
      }
    }
    if (failure != null) {
      throw gone(failure);
    }
  }

  private static Verdict verdict(Sent sent) {
    UserProperty said = sent.token().getResponseProperties().getUserProperties().getFirst();
    return switch (said.getKey()) {
      case "accepted" -> new Verdict.Accepted(sent.message(), receipt(said));
      case "duplicate" -> new Verdict.Duplicate(sent.message(), receipt(said));
      default -> {
        String[] words = said.getValue().split(": ", 2);
        yield new Verdict.Refused(sent.message(), words[0], words[1]);
      }
    };
  }

  private static Bytes receipt(UserProperty said) {
    return Bytes.wrap(Base64.getDecoder().decode(said.getValue()));
  }

  @Override
  public void close() throws IOException {
    try {
      client.disconnectForcibly(0, 100, false);
      client.close(true);
    } catch (MqttException e) {
      throw new IOException(e);
    }
  }
}
