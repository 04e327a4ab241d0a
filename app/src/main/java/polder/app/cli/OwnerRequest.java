package polder.app.cli;

import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an owner asks of a network, signed with the owner's key: network, key and node. */
final class OwnerRequest {
  @Mixin private final OwnerKey key = new OwnerKey();

  @Option(names = "--network", required = true, description = "In which network.")
  private String network = "";

  String network() {
    return network;
  }

  NodeOption node() {
    return key.node();
  }

  /**
   * The owner's secret.
   *
   * @throws BadWordException if there is no such file
   */
  byte[] secret() throws IOException {
    return key.secret();
  }

  /**
   * Makes, signs and sends a request, and tells what came of it.
   *
   * @param success what a good verdict means
   */
  ExitCode send(Output output, OwnerKey.Making making, String success)
      throws IOException, InterruptedException {
    return key.send(output, making, success);
  }
}
