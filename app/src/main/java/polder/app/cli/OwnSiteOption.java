package polder.app.cli;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import polder.adapters.push.WebDocuments;

/** A site of one's own that may be asked although it lies in a private network. */
final class OwnSiteOption {
  @Option(
      names = "--node",
      paramLabel = "URL",
      description =
          "A node of your own, such as http://127.0.0.1:7777: the one site that is asked without"
              + " https and in a private network.")
  private @Nullable URI node;

  WebDocuments documents() {
    return WebDocuments.open(Optional.ofNullable(node));
  }
}
