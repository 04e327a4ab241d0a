package polder.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import polder.agent.NodeClient;
import polder.node.validator.Courier;
import polder.node.validator.Receiver;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;

/** A node that takes signatures and links, over HTTP. */
final class NodeReceiver implements Receiver {
  private static final int MOST_SAID = 300;

  private final NodeClient client;

  NodeReceiver(NodeClient client) {
    this.client = client;
  }

  @Override
  public String name() {
    return client.address();
  }

  @Override
  public Answer post(String path, Bytes json) throws IOException, InterruptedException {
    NodeClient.Said said = client.say(path, "application/json", json);
    return new Answer(said.status(), line(said.body()));
  }

  @Override
  public List<Open> missing(Account account) throws IOException, InterruptedException {
    return OpenHeaders.read(client.get(Courier.PATH + "?account=" + account));
  }

  /** What a node says ends up on a terminal. */
  private static String line(Bytes body) {
    String text = new String(body.toArray(), StandardCharsets.UTF_8);
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > MOST_SAID ? line.substring(0, MOST_SAID) + "…" : line;
  }
}
