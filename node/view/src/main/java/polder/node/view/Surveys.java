package polder.node.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.Standing;
import polder.networks.Guide;
import polder.networks.NetworkRules;
import polder.networks.SenderRecord;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;
import polder.protocol.manifest.NetworkManifest;

/** Surveys networks, at most once an epoch each and only if somebody asks. */
final class Surveys {
  /** Most devices of a network that are on its survey: about 500 bytes each. */
  static final int MOST_DEVICES = 100_000;

  // So far back a device is looked for that had no reward in the latest epoch.
  private static final int EPOCHS_BACK = 10;

  private final Sources sources;
  private final History history;
  private final int mostDevices;
  private final Map<String, Made> made = new HashMap<>();

  // Not by the standing itself, which would be kept in memory as long as nobody asks again.
  private record Of(Optional<EpochHeader> standing, Hash manifests, Optional<EpochHeader> latest) {}

  private record Made(Of of, Survey survey, Optional<Weighed> weighed) {}

  Surveys(Sources sources, History history, int mostDevices) {
    this.sources = sources;
    this.history = history;
    this.mostDevices = mostDevices;
  }

  /** The survey of a network after the latest epoch; empty if there is no such network. */
  synchronized Optional<Survey> of(String network) {
    Standing standing = sources.closing().standing();
    Optional<NetworkManifest> manifest = standing.manifests().network(network);
    if (manifest.isEmpty()) {
      made.remove(network);
      return Optional.empty();
    }
    Of now =
        new Of(
            standing.header(),
            standing.manifests().hash(),
            history.latest().map(EpochDigest::header));
    Made known = made.get(network);
    if (known == null || !known.of().equals(now)) {
      known = new Made(now, survey(standing, manifest.get()), Optional.empty());
      made.put(network, known);
    }
    return Optional.of(known.survey());
  }

  /** The devices that had a reward in the latest epoch; put in order once for a survey. */
  synchronized Weighed weighed(Survey survey) {
    String network = survey.network().name();
    Optional<Made> known =
        Optional.ofNullable(made.get(network)).filter(its -> its.survey() == survey);
    Optional<Weighed> before = known.flatMap(Made::weighed);
    if (before.isPresent()) {
      return before.get();
    }
    Weighed weighed = Weighed.of(survey);
    known.ifPresent(its -> made.put(network, new Made(its.of(), survey, Optional.of(weighed))));
    return weighed;
  }

  private Survey survey(Standing standing, NetworkManifest network) {
    List<EpochDigest> back = new ArrayList<>();
    Optional<EpochDigest> digest = history.latest();
    while (digest.isPresent() && back.size() < EPOCHS_BACK) {
      back.add(digest.get());
      digest = history.recent(digest.get().header().epoch() - 1);
    }
    List<Survey.Surveyed> devices = new ArrayList<>();
    long[] leftOut = {0};
    standing.forEachDevice(
        network.name(),
        (device, entry) -> {
          if (devices.size() >= mostDevices) {
            leftOut[0]++;
          } else if (entry.sender().site().isPresent()) {
            devices.add(surveyed(network.name(), entry.sender(), back));
          }
        });
    NetworkRules<?> rules = standing.rules().get(network.name());
    return new Survey(
        network,
        rules == null ? Guide.NONE : rules.guide(),
        standing.summary(network.name()),
        back.isEmpty() ? Optional.empty() : Optional.of(back.getFirst().header()),
        List.copyOf(devices),
        leftOut[0]);
  }

  private static Survey.Surveyed surveyed(
      String network, SenderRecord sender, List<EpochDigest> back) {
    for (EpochDigest digest : back) {
      List<RewardLine> rewards = of(digest, network, sender.device());
      if (!rewards.isEmpty()) {
        return new Survey.Surveyed(sender, rewards, digest.header().epoch());
      }
    }
    return new Survey.Surveyed(sender, List.of(), -1);
  }

  private static List<RewardLine> of(EpochDigest digest, String network, DeviceId device) {
    List<RewardLine> all = digest.of(device);
    for (RewardLine line : all) {
      if (!line.network().equals(network)) {
        return all.stream().filter(its -> its.network().equals(network)).toList();
      }
    }
    return all;
  }
}
