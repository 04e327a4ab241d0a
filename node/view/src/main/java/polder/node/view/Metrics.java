package polder.node.view;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import polder.epoch.EpochHeader;
import polder.node.alerts.AlertCounts;
import polder.node.gateway.DoorCounts;
import polder.node.journal.JournalCounts;

/** The node in numbers. Every label has few values, whatever senders do. */
final class Metrics {
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final Sources sources;
  private final Histogram sealing;

  Metrics(Sources sources, NetworkRoutes networks, Events events) {
    this.sources = sources;
    this.sealing =
        Histogram.builder()
            .name("polder_epoch_seal_seconds")
            .help("From the end of an epoch's window to its seal")
            .unit(Unit.SECONDS)
            .classicOnly()
            .classicUpperBounds(0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 600)
            .register(registry);
    messages();
    mqtt();
    journal();
    epochs(networks);
    alerts();
    gauge("polder_event_listeners", "Clients that listen to events", ignored -> events.listening());
    gauge("polder_disk_free_bytes", "Free disk", from -> from.freeBytes().getAsLong());
    machine();
  }

  void sealed(EpochHeader header, long nowMillis) {
    sealing.observe(Math.max(0, nowMillis - header.endMillis()) / 1_000.0);
  }

  byte[] text() throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    writer.write(output, registry.scrape());
    return output.toByteArray();
  }

  private void messages() {
    CounterWithCallback.builder()
        .name("polder_messages_total")
        .help("Messages at the doors, by what was answered")
        .labelNames("verdict", "reason")
        .callback(counter ->
            sources
                .gateway()
                .counts()
                .all()
                .forEach((kind, count) -> counter.call(count, kind.verdict(), kind.reason())))
        .register(registry);
  }

  private void mqtt() {
    gauge(
        "polder_mqtt_connections",
        "Connections over MQTT that are open",
        from -> from.mqtt().get().connections());
    mqttCounter(
        "polder_mqtt_connects_total",
        "Attempts to connect over MQTT, by what was answered",
        "outcome",
        DoorCounts::connects);
    mqttCounter(
        "polder_mqtt_publishes_total",
        "Publications over MQTT, by what became of them",
        "outcome",
        DoorCounts::publishes);
    mqttCounter(
        "polder_mqtt_ends_total",
        "Connections over MQTT that ended, by why",
        "reason",
        DoorCounts::ends);
  }

  private void mqttCounter(
      String name, String help, String label, Function<DoorCounts, SortedMap<String, Long>> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(counter ->
            value.apply(sources.mqtt().get()).forEach((word, count) -> counter.call(count, word)))
        .register(registry);
  }

  private void journal() {
    journalCounter(
        "polder_journal_messages_total", "Messages made durable", JournalCounts::appended);
    journalCounter("polder_journal_batches_total", "Durable writes", JournalCounts::batches);
    journalCounter(
        "polder_journal_duplicates_total", "Messages known before", JournalCounts::duplicates);
    journalCounter(
        "polder_journal_busy_total", "Messages not taken: too much waited", JournalCounts::busy);
    gauge(
        "polder_journal_queue_messages",
        "Messages that wait for the disk",
        from -> from.journal().counts().queuedMessages());
    gauge(
        "polder_journal_queue_bytes",
        "Bytes that wait for the disk",
        from -> from.journal().counts().queuedBytes());
    gauge(
        "polder_journal_failed",
        "1 if the journal takes nothing any more",
        from -> from.journal().counts().failure().isPresent() ? 1 : 0);
  }

  private void journalCounter(String name, String help, ToDoubleFunction<JournalCounts> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(counter -> counter.call(value.applyAsDouble(sources.journal().counts())))
        .register(registry);
  }

  private void gauge(String name, String help, ToDoubleFunction<Sources> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(gauge -> gauge.call(value.applyAsDouble(sources)))
        .register(registry);
  }

  private void epochs(NetworkRoutes networks) {
    gauge(
        "polder_epoch_sealed",
        "Number of the latest sealed epoch; -1 before the first",
        from -> from.closing().standing().nextEpoch() - 1.0);
    gauge(
        "polder_closing_failed",
        "1 if no further epoch will be closed",
        from -> from.closingFailed().getAsBoolean() ? 1 : 0);
    GaugeWithCallback.builder()
        .name("polder_devices")
        .help("Enrolled devices")
        .labelNames("network")
        .callback(gauge ->
            networks
                .devices(sources.closing().standing())
                .forEach((network, count) -> gauge.call(count, network)))
        .register(registry);
  }

  private void alerts() {
    gauge(
        "polder_alert_subscriptions",
        "Subscriptions to alerts",
        from -> from.alerts().get().subscriptions());
    gauge(
        "polder_alert_devices",
        "Devices watched for their owners",
        from -> from.alerts().get().devices());
    gauge(
        "polder_alert_waiting_messages",
        "Alerts that wait to be sent",
        from -> from.alerts().get().waiting());
    alertCounter("polder_alert_delivered_total", "Alerts delivered", AlertCounts::delivered);
    alertCounter(
        "polder_alert_failed_tries_total",
        "Tries to send an alert that failed and are repeated",
        AlertCounts::failedTries);
    alertCounter("polder_alert_given_up_total", "Alerts given up", AlertCounts::givenUp);
    alertCounter(
        "polder_alert_missed_epochs_total",
        "Epochs that alerts left out, being too slow",
        AlertCounts::missedEpochs);
  }

  private void alertCounter(String name, String help, ToDoubleFunction<AlertCounts> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(counter -> counter.call(value.applyAsDouble(sources.alerts().get())))
        .register(registry);
  }

  private void machine() {
    gauge("jvm_memory_heap_used_bytes", "Heap in use", ignored -> heap().getUsed());
    gauge("jvm_memory_heap_max_bytes", "Largest heap", ignored -> heap().getMax());
    gauge(
        "jvm_threads",
        "Platform threads",
        ignored -> ManagementFactory.getThreadMXBean().getThreadCount());
    gauge(
        "process_uptime_seconds",
        "Time since the start",
        ignored -> ManagementFactory.getRuntimeMXBean().getUptime() / 1_000.0);
    CounterWithCallback.builder()
        .name("jvm_gc_seconds_total")
        .help("Time spent collecting garbage")
        .labelNames("collector")
        .callback(counter -> {
          for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
            counter.call(Math.max(0, bean.getCollectionTime()) / 1_000.0, bean.getName());
          }
        })
        .register(registry);
  }

  private static MemoryUsage heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
  }
}
