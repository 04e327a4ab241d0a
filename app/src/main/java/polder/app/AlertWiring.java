package polder.app;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import polder.adapters.files.KeyFile;
import polder.adapters.mail.MailNotifier;
import polder.adapters.push.PushNotifier;
import polder.adapters.push.WebhookNotifier;
import polder.node.alerts.Alerts;
import polder.node.closing.Closing;
import polder.node.witness.Reasons;
import polder.ports.Notifier;
import polder.ports.Time;
import polder.protocol.identity.DeviceId;

/** Alerts, with the channels that the operator set up. */
final class AlertWiring {
  private AlertWiring() {}

  /**
   * Opens the alerts of a node.
   *
   * @param address where the node is reached, unless the operator says otherwise
   * @throws IOException if {@code alerts.yaml} or the file of alerts cannot be used
   */
  static Alerts open(
      DataDirectory data, Closing closing, DeviceId node, Time time, Supplier<URI> address)
      throws IOException {
    AlertsFile file = AlertsFile.read(data);
    Map<String, Notifier> notifiers = new TreeMap<>();
    notifiers.put("webhook", new WebhookNotifier(file.targets()));
    // A push service turns to the operator by this address; without one there is no push.
    Optional<String> pushKey = Optional.empty();
    if (file.contact().isPresent()) {
      PushNotifier push =
          new PushNotifier(file.targets(), KeyFile.push(data.pushKey()), file.contact().get());
      notifiers.put("push", push);
      pushKey = Optional.of(push.publicKey());
    }
    file.mail().ifPresent(server -> notifiers.put("email", new MailNotifier(server)));
    return Alerts.open(
        new Alerts.Parts(
            file.settings(address),
            data.alerts(),
            notifiers,
            closing::standing,
            new Reasons(Kinds.ALL),
            time,
            node,
            pushKey));
  }
}
